"""What a draft comes to: its form, the runs to do, and those that are there already."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.store import Store
from trainer.data.examples import DataError
from trainer.launch.foresight import equal_runs
from trainer.plan.plugins import is_trusted
from tui.formats import duration, plural
from tui.launching.asked import as_asked, owner
from tui.launching.checking import Checked, beside, check, sound_drafts, told
from tui.launching.draft import ALL
from tui.launching.estimate import Estimate, foretold
from tui.launching.filetext import FileLine, file_lines
from tui.launching.form import Field, form_fields

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trainer.plan.experiment import Experiment
    from trainer.plan.plugins import Plugin
    from trainer.plan.runs import PlannedRun
    from tui.launching.draft import Draft


@dataclass(frozen=True)
class Preview:
    """A draft, resolved: what is wrong with it, and its form and its runs, unless it is the file that is wrong."""

    checked: Checked
    fields: "Sequence[Field]" = ()
    reused: "Sequence[str]" = ()
    """For each run the id of the equal one that the store has, or nothing."""
    trouble: str = ""
    """What keeps the runs from being started though the file is right, and its data there."""
    untrusted: "Sequence[Plugin]" = ()
    estimate: Estimate | None = None
    """How long the new runs will take."""
    lines: "Sequence[FileLine]" = ()
    """The text of the file, with its mistakes."""
    sound: Checked | None = None
    """What a draft with mistakes comes to without them; its form has what was asked for nevertheless."""

    @property
    def draft(self) -> "Draft":
        """The draft that this is about."""
        return self.checked.draft

    @cached_property
    def wanted(self) -> list[str]:
        """The variants that are asked for."""
        experiment = self.shown.experiment
        return [] if experiment is None else self.draft.wanted(experiment)

    @property
    def shown(self) -> Checked:
        """What there is to show of the draft."""
        return self.sound or self.checked

    @property
    def problem(self) -> str:
        """What keeps it from being started, in a sentence, or nothing."""
        if self.checked.problems:
            more = len(self.checked.problems) - 1
            return told(self.checked.problems[0]) + (f" (and {plural(more, 'more mistake')})" if more else "")
        if self.trouble or self.untrusted:
            return self.trouble or f"{self.untrusted[0].path.name} is code that was never trusted here; starting asks"
        return "" if self.checked.runs else "nothing is chosen: choose at least one variant and one seed"

    @property
    def summary(self) -> str:
        """How many runs there are to do."""
        if self.checked.problems:
            return plural(len(self.checked.problems), "mistake")
        reused = sum(map(bool, self.reused))
        new = len(self.checked.runs) - reused
        takes = f", about {duration(self.estimate.seconds)}" if self.estimate and self.estimate.known else ""
        return f"{plural(len(self.checked.runs), 'run')}: {new} new, {reused} reused{takes}"

    def edited(self, scope: str) -> set[str]:
        """Return the paths that are changed for one variant, or for any."""
        return {path for variant, path in self.draft.edits if not scope or variant in (ALL, scope)}

    def problem_at(self, field: Field) -> str:
        """Return what is wrong with a field, or else what keeps the whole from being started."""
        problem = self.checked.problem_at(field.path)
        return told(problem) if problem else self.problem

    def field_problems(self, fields: "Sequence[Field]") -> dict[str, str]:
        """Return what is wrong with each of these fields."""
        found = ((field.path, self.checked.problem_at(field.path)) for field in fields)
        return {path: beside(problem, path) for path, problem in found if problem}


def preview(root: "Path", draft: "Draft") -> Preview:
    """Resolve a draft against the store in a folder. Plug-ins run only if they are trusted."""
    found = _preview(root, draft)
    return replace(found, lines=file_lines(draft.file, found.checked.problems))


def _preview(root: "Path", draft: "Draft") -> Preview:
    checked = _resolved(draft)
    experiment = checked.experiment
    if experiment is None:
        return _with_mistakes(checked)
    untrusted = [plugin for plugin in experiment.plugins if not is_trusted(plugin)]
    seen = _looked_at(checked, experiment, run_plugins=bool(experiment.plugins) and not untrusted)
    reused, trouble = ([""] * len(seen.runs), "") if seen.problems else _reused(root, seen.runs)
    return Preview(seen, form_fields(experiment), reused, trouble, untrusted, _estimate(root, seen.runs, reused))


def _looked_at(checked: Checked, experiment: "Experiment", *, run_plugins: bool) -> Checked:
    """Return a draft with what a look at its data and files shows to be wrong."""
    wanted = checked.draft.wanted(experiment) or None
    return replace(checked, problems=check(checked.draft, run_plugins=run_plugins, look=wanted).problems)


def _resolved(draft: "Draft") -> Checked:
    checked = check(draft)
    plugins = checked.experiment.plugins if checked.experiment else ()
    return check(draft, run_plugins=True) if plugins and all(map(is_trusted, plugins)) else checked


def _with_mistakes(checked: Checked) -> Preview:
    """Return what there is to show of a draft that cannot be; no form where the file itself is wrong."""
    for sound in map(_resolved, sound_drafts(checked)):
        if sound.experiment is not None:
            return Preview(checked, _asked_fields(checked.draft, sound, sound.experiment), sound=sound)
    return Preview(checked)


def _asked_fields(draft: "Draft", sound: Checked, experiment: "Experiment") -> list[Field]:
    wrong = {owner(path) for _, path in draft.edits.keys() - sound.draft.edits.keys()}
    edits = [edit for edit in draft.ordered() if owner(edit[0][1]) in wrong]
    return as_asked(form_fields(experiment), edits, list(experiment.variants))


def _estimate(root: "Path", runs: "Sequence[PlannedRun]", reused: "Sequence[str]") -> Estimate | None:
    new = [run for run, equal in zip(runs, reused, strict=True) if not equal]
    try:
        return foretold(Store(root), new)
    except (StoreError, OSError):
        return None


def _reused(root: "Path", runs: "Sequence[PlannedRun]") -> tuple[list[str], str]:
    """Look up the runs as queueing will, and write nothing."""
    try:
        return equal_runs(Store(root), runs), ""
    except (DataError, StoreError) as error:
        return [""] * len(runs), str(error)
