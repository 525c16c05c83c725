"""What a person has decided about a launch so far; immutable, so a thread can check it while keys are pressed."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs
from trainer.settings.problems import PlanError, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from trainer.plan.experiment import Experiment
    from trainer.plan.runs import PlannedRun

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

    def overrides(self) -> tuple[str, ...]:
        """Return the edits as `--set` takes them: one variant's after those of all, inner ones after their table."""
        ordered = sorted(self.edits.items(), key=lambda item: (item[0][0] != ALL, item[0][1].count(".")))
        return tuple(f"{address(path, variant)}={value}" for (variant, path), value in ordered)

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


@dataclass(frozen=True)
class Checked:
    """What became of a draft: the experiment and the runs to do, in order; or everything that is wrong with it."""

    draft: Draft
    experiment: "Experiment | None" = None
    runs: "tuple[PlannedRun, ...]" = ()
    problems: tuple[Problem, ...] = ()

    def problem_at(self, path: str) -> str:
        """Return what is wrong with a setting or with something inside of it, or nothing."""
        return next((problem.text for problem in self.problems if _is_at(problem.place, path)), "")


def check(draft: Draft, *, run_plugins: bool = False) -> Checked:
    """Resolve a draft. Without `run_plugins` no code of the experiment's runs, and its own names stay unchecked."""
    try:
        experiment = load_experiment(draft.file, sets=draft.overrides(), run_plugins=run_plugins)
        wanted, seeds = draft.wanted(experiment), draft.seeds(experiment)
        needs_code = experiment.unchecked or not wanted or not seeds
        runs = () if needs_code else tuple(plan_runs(experiment, only=wanted, seeds=seeds))
        return Checked(draft, experiment, runs)
    except PlanError as error:
        return Checked(draft, problems=error.problems)


def problem_of_edit(draft: Draft, path: str, value: str, variant: str) -> str:
    """Return what the plan says against a new value, in its own words; nothing if it is right."""
    before = set(check(draft).problems)
    new = [problem for problem in check(draft.with_edit(path, value, variant)).problems if problem not in before]
    own = [problem for problem in new if _is_at(problem.place, path)]
    return next((problem.text if problem in own else told(problem) for problem in own or new), "")


def told(problem: Problem) -> str:
    """Return a mistake in a sentence that need not name the file, which stands beside it."""
    line = f"line {problem.line}: " if problem.line else ""
    return f"{line}{replace(problem, file='')}"


def address(path: str, variant: str = ALL) -> str:
    """Return the path of a setting from the top of the experiment file."""
    return f"variants.{variant}.{path}" if variant else path


def _is_at(place: str, path: str) -> bool:
    """Say whether a place (`variants.tuned.optimizer.lr`, `--set optimizer.lr`) is a setting or inside of it."""
    return f".{path}." in f".{place.replace(' ', '.')}."
