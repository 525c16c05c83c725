"""Let runs go on that were stopped, or that ended without being done."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from store.names import newest_of_each
from tui.commands.common import call, open_store, say
from tui.commands.naming import Names, rows_of, say_of_each
from tui.commands.options import StoreFolder
from tui.commands.waiting import tell_hold_up
from tui.formats import plural
from tui.guard import CommandError

if TYPE_CHECKING:
    from store.run import Run
    from store.store import Store


HalveBatch = Annotated[
    bool,
    typer.Option("--halve-batch", help="Take batches in halves from now on, where memory was short; the steps stay."),
]


def command(names: Names, store: StoreFolder = Path("runs"), *, halve_batch: HalveBatch = False) -> int:
    """Let runs go on from their last checkpoint: what was stopped, lost or failed, as the same runs.

    On a CPU they end bit for bit where they would have ended unbroken. Of a group or an experiment, what has not
    finished goes on; what was skipped because it needs one of these runs waits for it again.
    """
    from trainer.launch.dispatcher import ensure_dispatcher
    from trainer.launch.resume import halve_batches, resume_runs

    opened = open_store(store)
    chosen = list({run.id: run for name in names for run in _resumable(opened, name)}.values())
    resumed = resume_runs(opened, chosen, halve_batches if halve_batch else None)
    ensure_dispatcher(opened)
    say_of_each(resumed.runs, lambda run: f"goes on{_from(run)}")
    if resumed.revived:
        say(f"{plural(len(resumed.revived), 'run')} that would start from there will follow")
    tell_hold_up(opened, say)
    say(f"`{call(store=store)}` shows them")
    return 0


def _resumable(store: "Store", name: str) -> "list[Run]":
    """Return what can go on of what a name means; a single run is taken as it is, and refused later if it cannot."""
    from trainer.launch.resume import RESUMABLE

    rows = newest_of_each(rows_of(store, name))
    chosen = [row for row in rows if row.status in RESUMABLE] if len(rows) > 1 else rows
    if not chosen:
        raise CommandError(f"{name}: nothing to resume: none of its {len(rows)} runs has ended without being done")
    return [store.run(row.id) for row in chosen]


def _from(run: "Run") -> str:
    position = run.history().position
    if position is None:
        return " from the start"
    epoch, step = position
    return f" after epoch {epoch}" + (f" and {plural(step, 'step')}" if step else "")
