"""A draft against the plan: what it comes to, or everything that is wrong with it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs
from trainer.settings.problems import PlanError, Problem
from tui.launching.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trainer.plan.experiment import Experiment
    from trainer.plan.runs import PlannedRun


@dataclass(frozen=True)
class Checked:
    """What became of a draft: the experiment and the runs to do, in order; or everything that is wrong with it.

    Where a look at its data shows what is wrong, there is both.
    """

    draft: Draft
    experiment: "Experiment | None" = None
    runs: "tuple[PlannedRun, ...]" = ()
    problems: tuple[Problem, ...] = ()

    def problem_at(self, path: str) -> Problem | None:
        """Return what is wrong with a setting, or else with something inside of it."""
        found = [problem for problem in self.problems if _is_at(problem.place, path)]
        return min(found, key=lambda problem: len(problem.place), default=None)


def check(draft: Draft, *, run_plugins: bool = False, look: "Sequence[str] | None" = None) -> Checked:
    """Resolve a draft. Without `run_plugins` no code of the experiment's runs, and its own names stay unchecked.

    The data and files that variants to `look` at name are looked at, which may take a while.
    """
    try:
        experiment = load_experiment(draft.file, sets=draft.overrides(), run_plugins=run_plugins, look=look)
        wanted, seeds = draft.wanted(experiment), draft.seeds(experiment)
        needs_code = experiment.unchecked or not wanted or not seeds
        runs = () if needs_code else tuple(plan_runs(experiment, only=wanted, seeds=seeds))
        return Checked(draft, experiment, runs)
    except PlanError as error:
        return Checked(draft, problems=error.problems)


def sound_drafts(checked: Checked) -> "Iterator[Draft]":
    """Yield a draft with mistakes without the edits that these are about, then without any."""
    draft = checked.draft
    places = [_path(problem.place) for problem in checked.problems]
    yield replace(draft, edits={at: value for at, value in draft.edits.items() if not _concerns(at[1], places)})
    yield replace(draft, edits={})


def problem_of_edit(draft: Draft, path: str, value: str, variant: str) -> str:
    """Return what the plan says against a new value, in its own words; nothing if it is right."""
    before = set(check(draft).problems)
    new = [problem for problem in check(draft.with_edit(path, value, variant)).problems if problem not in before]
    own = [problem for problem in new if _is_at(problem.place, path)]
    return next((beside(problem, path) for problem in own or new), "")


def told(problem: Problem) -> str:
    """Return a mistake in a sentence that need not name the file, which stands beside it."""
    line = f"line {problem.line}: " if problem.line else ""
    return f"{line}{replace(problem, file='', place=_path(problem.place))}"


def beside(problem: Problem, path: str) -> str:
    """Return a mistake in a sentence that need not name a setting, which stands beside it."""
    return problem.text if f".{problem.place.replace(' ', '.')}".endswith(f".{path}") else told(problem)


def _concerns(path: str, places: list[str]) -> bool:
    return any(_is_at(place, path) or _is_at(path, place) for place in places)


def _path(place: str) -> str:
    """Return a place without a word of `--set`, which nobody has typed."""
    return place.removeprefix("--set ")


def _is_at(place: str, path: str) -> bool:
    """Say whether a place (`variants.tuned.optimizer.lr`, `--set optimizer.lr`) is a setting or inside of it."""
    return f".{path}." in f".{place.replace(' ', '.')}."
