"""Which strengths of remedies are searched, and what a point of that space makes of a configuration."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trainer.diagnose.remedies.proposals import Proposal, overlaid
from trainer.diagnose.remedies.remedy import Config as Table
from trainer.diagnose.remedies.remedy import Knob, nested, value_at
from trainer.plan.config import Config
from trainer.plan.merging import inherit
from trainer.plan.parse import dump_config

REACH = 100
"""How many times as large or small a number becomes that has a value already."""
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
                found.setdefault(proposal.knob.path, (_around(proposal.knob, dump_config(config)), proposal))
        return cls(config, tuple(found.values()))

    def at(self, point: Point) -> Proposal | None:
        """Return the configuration at a point, or None where it cannot be, or is the declined one."""
        overlays: list[dict[str, Any]] = []
        for knob, proposal in self.knobs:
            if point.get(switch(knob), True) and knob.path in point:
                overlays += [dict(proposal.overlay), nested(knob.path, point[knob.path])]
        return overlaid(self.config, "", [inherit(overlays)]) if overlays else None

    def proposed(self) -> Iterator[Point]:
        """Yield for each strength the point at which it alone is as it is proposed: where a search begins."""
        for knob, proposal in self.knobs:
            others = [one for one, _ in self.knobs if one is not knob]
            point: dict[str, Any] = {switch(one): False for one in others if self.is_optional(one)}
            point |= {
                one.path: value_at(dump_config(self.config), one.path) for one in others if not self.is_optional(one)
            }
            point |= {switch(knob): True} if self.is_optional(knob) else {}
            yield point | {knob.path: value_at(dump_config(proposal.config), knob.path)}

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


def _around(knob: Knob, table: Table) -> Knob:
    """Return a strength within reach of the value that it has now, if it has one."""
    value = value_at(table, knob.path)
    if not isinstance(value, (int, float)) or not knob.log:
        return knob
    low, high = max(knob.low, value / REACH), min(knob.high, value * REACH)
    return replace(knob, low=low, high=high) if low < high else knob


def switch(knob: Knob) -> str:
    """Return the name of the coordinate that says whether a method is on."""
    return f"on {knob.path.split('.')[1]}"
