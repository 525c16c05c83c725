"""Which strengths of remedies are searched, and what a point of that space makes of a configuration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainer.diagnose.remedies.proposals import Proposal, overlaid
from trainer.diagnose.remedies.remedy import Config as Table
from trainer.diagnose.remedies.remedy import Knob, nested, value_at
from trainer.plan.config import Config
from trainer.plan.merging import inherit
from trainer.plan.parse import dump_config

MOST_KNOBS = 4
"""Strengths that are searched at once."""
Point = Mapping[str, Any]
"""A value for each strength by its path, and for each method that may be off, `on METHOD`: whether it is on."""


@dataclass(frozen=True)
class Space:
    """The strengths of the first proposals that have one, around a declined configuration."""

    config: Config
    knobs: tuple[tuple[Knob, Proposal], ...]

    @classmethod
    def of(cls, config: Config, proposals: Sequence[Proposal]) -> "Space":
        """Return the space of the first few proposals that have a strength; each strength stands once."""
        found: dict[str, tuple[Knob, Proposal]] = {}
        for proposal in proposals:
            if proposal.knob is not None and len(found) < MOST_KNOBS:
                found.setdefault(proposal.knob.path, (proposal.knob, proposal))
        return cls(config, tuple(found.values()))

    def at(self, point: Point) -> Proposal | None:
        """Return the configuration at a point, or None where it cannot be, or is the declined one."""
        overlays: list[dict[str, Any]] = []
        for knob, proposal in self.knobs:
            if point.get(switch(knob), True) and knob.path in point:
                overlays += [dict(proposal.overlay), nested(knob.path, point[knob.path])]
        return overlaid(self.config, "", [inherit(overlays)]) if overlays else None

    def point_of(self, table: Table) -> tuple[Point, Proposal] | None:
        """Return the point at which a configuration lies, with the proposal, or None where it lies elsewhere."""
        point: dict[str, Any] = {}
        for knob, _ in self.knobs:
            value = value_at(table, knob.path)
            if self.is_optional(knob):
                point[switch(knob)] = value is not None
            if value is not None:
                if not knob.low <= value <= knob.high:
                    return None
                point[knob.path] = value
        found = self.at(point)
        return (point, found) if found is not None and dump_config(found.config) == dict(table) else None

    def is_optional(self, knob: Knob) -> bool:
        """Say whether a strength is that of a method which may also be off."""
        return value_at(dump_config(self.config), knob.path) is None

    def is_whole(self, knob: Knob) -> bool:
        """Say whether a strength is a whole number."""
        proposal = next(proposal for one, proposal in self.knobs if one is knob)
        return isinstance(value_at(dump_config(proposal.config), knob.path), int)


def switch(knob: Knob) -> str:
    """Return the name of the coordinate that says whether a method is on."""
    return f"on {knob.path.split('.')[1]}"
