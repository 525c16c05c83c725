"""What a person has decided about a launch so far; immutable, so a thread can check it while keys are pressed."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from trainer.plan.experiment import Experiment

Edit = tuple[tuple[str, str], str]
"""(variant or `ALL`, dotted path), and the value as it would be written after `--set path=`."""
ALL = ""
"""Stands for all variants where one is named."""


@dataclass(frozen=True)
class Draft:
    """An experiment file, what is changed of it, and which of its runs are wanted."""

    file: "Path"
    edits: dict[tuple[str, str], str] = field(default_factory=dict)
    """(variant or `ALL`, dotted path) → the value as it would be written after `--set path=`."""
    left_out: frozenset[str] = frozenset()
    """Variants that are not wanted."""
    skipped_seeds: frozenset[int] = frozenset()

    def ordered(self) -> list[Edit]:
        """Return the edits in the order in which they act: one variant's after those of all, inner ones after outer."""
        return sorted(self.edits.items(), key=lambda edit: (edit[0][0] != ALL, edit[0][1].count(".")))

    def overrides(self) -> tuple[str, ...]:
        """Return the edits as `--set` takes them."""
        return tuple(f"{address(path, variant)}={value}" for (variant, path), value in self.ordered())

    def with_edit(self, path: str, value: str, variant: str = ALL) -> "Draft":
        """Return the draft with one setting changed; for all variants, what single ones had is given up.

        What was changed inside of it goes, too; so does an outer `false`, which would say the opposite.
        """
        kept = self.without_edit(path, variant).edits
        kept = {place: old for place, old in kept.items() if not (old == "false" and path.startswith(f"{place[1]}."))}
        return replace(self, edits={**kept, (variant, path): value})

    def without_edit(self, path: str, variant: str = ALL) -> "Draft":
        """Return the draft with a setting, and what lies inside of it, as in the file: for one variant, or for all."""
        inside = f"{path}."
        gone = {place for place in self.edits if f"{place[1]}.".startswith(inside) and variant in (ALL, place[0])}
        return replace(self, edits={place: old for place, old in self.edits.items() if place not in gone})

    def toggled_variant(self, name: str) -> "Draft":
        """Return the draft with a variant wanted or left out."""
        return replace(self, left_out=self.left_out ^ {name})

    def toggled_seed(self, seed: int) -> "Draft":
        """Return the draft with a seed wanted or skipped."""
        return replace(self, skipped_seeds=self.skipped_seeds ^ {seed})

    def wanted(self, experiment: "Experiment") -> list[str]:
        """Return the variants that are asked for."""
        return [name for name in experiment.variants if name not in self.left_out]

    def seeds(self, experiment: "Experiment") -> list[int]:
        """Return the seeds that are asked for."""
        return [seed for seed in experiment.seeds if seed not in self.skipped_seeds]


def address(path: str, variant: str = ALL) -> str:
    """Return the path of a setting from the top of the experiment file."""
    return f"variants.{variant}.{path}" if variant else path
