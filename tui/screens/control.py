"""What screens that list or show runs can do with them: compare; stop and remove, after asking."""

from typing import TYPE_CHECKING

from textual import work

from store.dependants import dependants
from store.names import variant_name
from store.yardstick import group_name
from tui.choosing import comparison
from tui.formats import plural
from tui.screens.base import BackslideScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from store.row import Row
    from store.store import Store
    from tui.lines import Line

MOST_NAMED = 6


class RunControl(BackslideScreen[None]):
    """Acts on the runs that a screen says are chosen: a thread changes files, the watcher shows what came of it."""

    store: "Store"

    def chosen_rows(self) -> "list[Row]":
        """Return the runs that an action is about."""
        raise NotImplementedError

    def open_diff(self, lines: "Sequence[Line]", rows: "Iterable[Row]") -> None:
        """Compare lines with the baseline of their experiment; `rows` are all runs."""
        from tui.screens.diff import DiffScreen

        if not lines:
            return
        experiment = lines[0].rows[0].experiment
        siblings = [row for row in rows if row.experiment == experiment]
        compared = comparison(lines, siblings)
        if compared is None:
            self.tell("there is only one variant here, so there is nothing to compare it with", severity="warning")
        else:
            self.app.push_screen(DiffScreen(self.store, compared.baseline, compared.tuned))

    def action_stop(self) -> None:
        rows = [row for row in self.chosen_rows() if not row.status.ended]
        if not rows:
            self.tell("this has ended already, so there is nothing to stop", severity="warning")
            return
        everything = self.store.rows()
        text = [
            named(rows, everything),
            "A run stops after the step that it is in and stays to be looked at; one that waits never begins.",
        ]
        if skipped := dependants(self.store, rows):
            told = named(skipped, everything)
            text.append(f"{plural(len(skipped), 'run')} that would start from there will be skipped: {told}")
        self._ask(f"Stop {plural(len(rows), 'run')}?", "\n".join(text), rows, self.stop_runs)

    def action_remove(self) -> None:
        chosen = self.chosen_rows()
        rows = [row for row in chosen if row.status.ended]
        if len(rows) < len(chosen):
            left = plural(len(chosen) - len(rows), "run")
            self.tell(f"{left} not ended yet: stop first, then remove", severity="warning")
        if rows:
            text = f"{named(rows, self.store.rows())}\nTheir figures, logs and weights are deleted for good."
            self._ask(f"Delete {plural(len(rows), 'run')}?", text, rows, self.remove_runs)

    def _ask(self, question: str, text: str, rows: "list[Row]", do: "Callable[[Sequence[str]], object]") -> None:
        from tui.screens.ask import Ask

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual hands the answer in by place
            if yes:
                do([row.id for row in rows])

        self.app.push_screen(Ask(question, text), answered)

    @work(thread=True, group="control")
    def stop_runs(self, ids: "Sequence[str]") -> None:
        """Ask runs to stop."""
        from store.store import Store
        from trainer.launch.errors import LaunchError
        from trainer.launch.stop import request_stop

        with self.errors_told(LaunchError):
            store = Store(self.store.root)
            asked = request_stop(store, [store.run(id_) for id_ in ids])
            self.tell(f"asked {plural(len(asked), 'run')} to stop" if asked else "this has ended meanwhile")

    @work(thread=True, group="control")
    def remove_runs(self, ids: "Sequence[str]") -> None:
        """Delete runs."""
        from store.store import Store

        with self.errors_told():
            Store(self.store.root).remove(ids)
            self.tell(f"deleted {plural(len(ids), 'run')}")


def named(rows: "Sequence[Row]", everything: "Sequence[Row]") -> str:
    """Return the names of the first few runs, with a hash where settings are earlier, and how many more there are."""
    newest = {variant_name(row): row.config_hash for row in sorted(everything, key=lambda row: row.created)}
    names = [
        f"{group_name(row, earlier=newest.get(variant_name(row)) != row.config_hash)}/{row.seed}"
        for row in rows[:MOST_NAMED]
    ]
    if len(rows) > MOST_NAMED:
        names.append(f"and {len(rows) - MOST_NAMED} more")
    return ", ".join(names)
