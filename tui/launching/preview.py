"""What a draft comes to: its form, the runs to do, and those that are there already."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.store import Store
from trainer.data.examples import DataError
from trainer.launch.foresight import equal_runs
from trainer.plan.plugins import is_trusted
from tui.formats import plural
from tui.launching.checking import Checked, check, told
from tui.launching.draft import ALL
from tui.launching.form import Field, form_fields

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

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

    @property
    def draft(self) -> "Draft":
        """The draft that this is about."""
        return self.checked.draft

    @cached_property
    def wanted(self) -> list[str]:
        """The variants that are asked for."""
        experiment = self.checked.experiment
        return [] if experiment is None else self.draft.wanted(experiment)

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
        return f"{plural(len(self.checked.runs), 'run')}: {new} new, {reused} reused"

    def edited(self, scope: str) -> set[str]:
        """Return the paths that are changed for one variant, or for any."""
        return {path for variant, path in self.draft.edits if not scope or variant in (ALL, scope)}

    def field_problems(self, fields: "Sequence[Field]") -> dict[str, str]:
        """Return what is wrong with each of these fields."""
        found = ((field.path, self.checked.problem_at(field.path)) for field in fields)
        return {path: problem for path, problem in found if problem}


def preview(root: "Path", draft: "Draft") -> Preview:
    """Resolve a draft against the store in a folder. Plug-ins run only if they are trusted."""
    checked = check(draft)
    plugins = checked.experiment.plugins if checked.experiment else ()
    untrusted = [plugin for plugin in plugins if not is_trusted(plugin)]
    run_plugins = bool(plugins) and not untrusted
    if run_plugins:
        checked = check(draft, run_plugins=True)
    if checked.experiment is None:
        return Preview(checked)
    wanted = draft.wanted(checked.experiment) or None
    seen = replace(checked, problems=check(draft, run_plugins=run_plugins, look=wanted).problems)
    reused, trouble = ([""] * len(seen.runs), "") if seen.problems else _reused(root, seen.runs)
    return Preview(seen, form_fields(checked.experiment), reused, trouble, untrusted)


def _reused(root: "Path", runs: "Sequence[PlannedRun]") -> tuple[list[str], str]:
    """Look up the runs as queueing will, and write nothing."""
    try:
        return equal_runs(Store(root), runs), ""
    except (DataError, StoreError) as error:
        return [""] * len(runs), str(error)
