"""What screens that list or show runs can do with them: compare; stop and remove, after asking."""

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from textual import work

from store.compare.text import cut
from store.dependants import dependants
from store.names import newest_of_each, variant_name
from store.status import Status
from store.yardstick import group_name
from tui.actions.done import Done
from tui.actions.undo import Step
from tui.formats import plural
from tui.listing.choosing import comparison
from tui.literal import literal
from tui.screens.maker import Maker
from tui.statuses import is_paused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from store.row import Row
    from store.store import Store
    from tui.listing.lines import Line

MOST_NAMED = 6
LONGEST_NAME = 80
"""Columns of a group's name that are shown where a sentence is to be read beside it."""
NO_RUN = "there is no run here"
BROKEN_OFF = frozenset({Status.STOPPED, Status.LOST, Status.FAILED, Status.SKIPPED})
"""What can go on: runs that ended without being done."""


class RunControl(Maker):
    """Acts on the runs that a screen says are chosen: a thread changes files, the watcher shows what came of it."""

    store: "Store"

    def chosen_rows(self) -> "list[Row]":
        """Return the runs that an action is about."""
        raise NotImplementedError

    def open_diff(self, lines: "Sequence[Line]", rows: "Iterable[Row]") -> None:
        """Compare lines with the baseline of their experiment; `rows` are all runs."""
        from tui.screens.diff import DiffScreen

        if not lines:
            self.refuse(NO_RUN)
            return
        experiment = lines[0].rows[0].experiment
        siblings = [row for row in rows if row.experiment == experiment]
        compared = comparison(lines, siblings)
        if compared is None:
            self.tell("there is only one variant here, so there is nothing to compare it with", severity="warning")
        else:
            self.app.push_screen(DiffScreen(self.store, compared.baseline, compared.tuned))

    def refuse(self, why: str) -> None:
        """Say why an action does nothing: that no run is chosen, if so, or else the reason given."""
        self.tell(why if self.chosen_rows() else NO_RUN, severity="warning")

    def action_stop(self) -> None:
        rows = [row for row in self.chosen_rows() if not row.status.ended]
        if not rows:
            self.refuse("this has ended already, so there is nothing to stop")
            return
        everything = self.store.rows()
        text = [
            named(rows, everything),
            "A run stops after the step that it is in and stays to be looked at; one that waits never begins.",
        ]
        if skipped := dependants(self.store, rows):
            told = named(skipped, everything)
            text.append(f"{plural(len(skipped), 'run')} that would start from there will be skipped: {told}")
        self._ask_about(f"Stop {plural(len(rows), 'run')}?", "\n".join(text), rows, self.stop_runs)

    def action_remove(self) -> None:
        chosen = self.chosen_rows()
        rows = [row for row in chosen if row.status.ended or row.is_damaged]
        left = f"{plural(len(chosen) - len(rows), 'run')} not ended yet: stop first, then remove"
        if not rows:
            self.refuse(left)
            return
        everything = self.store.rows()
        needing = self.store.needing([row.id for row in rows])
        if len(rows) < len(chosen):
            self.tell(left, severity="warning")
        if not needing:
            self.remove_runs([row.id for row in rows])
            return
        text = [
            named(rows, everything),
            f"{plural(len(needing), 'other run')} took weights from there: {named(needing, everything)}",
        ]
        self._ask_about(f"Remove {plural(len(rows), 'run')}?", "\n".join(text), rows, self.remove_runs)

    def action_resume(self) -> None:
        rows = [row for row in newest_of_each(self.chosen_rows()) if row.status in BROKEN_OFF]
        if rows:
            self.resume_runs([row.id for row in rows])
        else:
            self.refuse("nothing here was stopped, lost or failed, so there is nothing to go on with")

    def action_retry(self) -> None:
        rows = [row for row in newest_of_each(self.chosen_rows()) if row.status.ended]
        if not rows:
            self.refuse("this has not ended yet: stop it first, then do it anew")
            return
        text = f"{named(rows, self.store.rows())}\nNew runs with the same settings begin from the start; these stay."
        self._ask_about(f"Do {plural(len(rows), 'run')} anew?", text, rows, self.retry_runs)

    def action_pause(self) -> None:
        rows = [row for row in self.chosen_rows() if is_paused(row) or not row.status.ended]
        if not rows:
            self.refuse("this has ended already, so there is nothing to pause")
        elif all(map(is_paused, rows)):
            self.go_on([row.id for row in rows])
        else:
            self.pause_runs([row.id for row in rows if not is_paused(row)])

    def _ask_about(self, question: str, text: str, rows: "list[Row]", do: "Callable[[Sequence[str]], object]") -> None:
        self.ask(question, text, partial(do, [row.id for row in rows]))

    @work(thread=True, group="control")
    def stop_runs(self, ids: "Sequence[str]") -> None:
        """Ask runs to stop."""
        from store.store import Store
        from trainer.launch.errors import LaunchError
        from trainer.launch.stop import request_stop

        with self.errors_told(LaunchError):
            store = Store(self.store.root)
            asked = request_stop(store, [store.run(id_) for id_ in ids])
            told = f"asked {plural(len(asked), 'run')} to stop" if asked else "this has ended meanwhile"
            self.tell_done(told, lasting=bool(asked))

    @work(thread=True, group="control")
    def resume_runs(self, ids: "Sequence[str]") -> None:
        """Let runs go on from their last checkpoint."""
        from trainer.launch.resume import resume_runs

        with self._changing() as store:
            resumed = resume_runs(store, [store.run(id_) for id_ in ids])
            more = f", {len(resumed.revived)} that start from there follow" if resumed.revived else ""
            self.tell_done(f"{plural(len(resumed.runs), 'run')} to go on{more}", lasting=bool(resumed.runs))

    @work(thread=True, group="control")
    def retry_runs(self, ids: "Sequence[str]") -> None:
        """Queue runs like these, from the start."""
        from trainer.launch.retry import retry_runs

        with self._changing() as store:
            new = retry_runs(store, [store.run(id_) for id_ in ids])
            self.tell_done(f"{plural(len(new), 'run')} queued anew", lasting=bool(new))

    @work(thread=True, group="control")
    def pause_runs(self, ids: "Sequence[str]") -> None:
        """Hold runs back."""
        from trainer.launch.line import pause

        runs = plural(len(ids), "run")
        with self._changing() as store:
            pause(store, [store.run(id_) for id_ in ids])
            self._done(
                f"{runs} paused",
                Step(f"{runs} to go on", partial(released, store.root, ids)),
                f"lets {them(ids)} go on",
            )

    @work(thread=True, group="control")
    def go_on(self, ids: "Sequence[str]") -> None:
        """Let paused runs go on."""
        from trainer.launch.line import go_on

        runs = plural(len(ids), "run")
        with self._changing() as store:
            go_on(store, [store.run(id_) for id_ in ids])
            self._done(
                f"{runs} to go on",
                Step(f"{runs} paused again", partial(held, store.root, ids)),
                f"holds {them(ids)} back",
            )

    @contextmanager
    def _changing(self) -> "Iterator[Store]":
        """Give a store of this thread's own, and see to it that somebody does what was queued there."""
        from store.store import Store
        from trainer.data.examples import DataError
        from trainer.launch.dispatcher import ensure_dispatcher
        from trainer.launch.errors import LaunchError
        from trainer.settings.problems import PlanError

        with self.errors_told(LaunchError, PlanError, DataError):
            store = Store(self.store.root)
            yield store
            ensure_dispatcher(store)

    @work(thread=True, group="control")
    def remove_runs(self, ids: "Sequence[str]") -> None:
        """Move runs to the trash."""
        from store.store import Store

        runs, root = plural(len(ids), "run"), self.store.root
        with self.errors_told():
            Store(root).remove(ids)
            step = Step(f"brought {runs} back from the trash", partial(restored, root, ids))
            self._done(f"moved {runs} to the trash", step, f"brings {them(ids)} back")

    def _done(self, told: str, step: Step, back: str) -> None:
        """Say that files were changed, and let that be taken back."""
        self.app.post_message(Done(told, step._replace(in_thread=True), back))


def them(ids: "Sequence[str]") -> str:
    """Return the word for one run or for several."""
    return "it" if len(ids) == 1 else "them"


def restored(root: "Path", ids: "Sequence[str]") -> None:
    """Bring runs back from the trash, and see to it that those that had not ended are done."""
    from store.store import Store
    from trainer.launch.dispatcher import ensure_dispatcher

    store = Store(root)
    store.restore(ids)
    if any(not row.status.ended for row in store.rows() if row.id in ids and not row.is_damaged):
        ensure_dispatcher(store)


def released(root: "Path", ids: "Sequence[str]") -> None:
    """Let runs go on that were paused."""
    from store.store import Store
    from trainer.launch.dispatcher import ensure_dispatcher
    from trainer.launch.line import go_on

    store = Store(root)
    go_on(store, [store.run(id_) for id_ in ids])
    ensure_dispatcher(store)


def held(root: "Path", ids: "Sequence[str]") -> None:
    """Pause runs that were let go on."""
    from store.store import Store
    from trainer.launch.line import pause

    store = Store(root)
    pause(store, [store.run(id_) for id_ in ids])


def named(rows: "Sequence[Row]", everything: "Sequence[Row]") -> str:
    """Return the names of the first few runs, with a hash where settings are earlier, and how many more there are."""
    newest = {variant_name(row): row.config_hash for row in sorted(everything, key=lambda row: row.created)}
    groups = [group_name(row, earlier=newest.get(variant_name(row)) != row.config_hash) for row in rows[:MOST_NAMED]]
    names = [f"{cut(literal(group), LONGEST_NAME)}/{row.seed}" for group, row in zip(groups, rows, strict=False)]
    if len(rows) > MOST_NAMED:
        names.append(f"and {len(rows) - MOST_NAMED} more")
    return ", ".join(names)
