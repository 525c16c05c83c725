"""Do runs anew: new runs with the same settings, from the start."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from store.names import newest_of_each
from tui.commands.common import call, open_store, say
from tui.commands.naming import Names, rows_of, say_of_each
from tui.commands.options import StoreFolder
from tui.guard import CommandError

if TYPE_CHECKING:
    from store.run import Run
    from store.store import Store

Finished = Annotated[bool, typer.Option("--finished", help="Of a group or an experiment, also what has finished.")]


def command(names: Names, store: StoreFolder = Path("runs"), *, finished: Finished = False) -> int:
    """Do runs anew, from the start, with the same settings; each new run names its forerunner, which stays.

    The data and the program are taken as they are now. Of a group or an experiment, what has ended without being done
    is done anew. To go on from a checkpoint instead, resume.
    """
    from trainer.launch.dispatcher import ensure_dispatcher
    from trainer.launch.retry import retry_runs

    opened = open_store(store)
    chosen = {run.id: run for name in names for run in _chosen(opened, name, finished=finished)}
    new = retry_runs(opened, list(chosen.values()))
    ensure_dispatcher(opened)
    say_of_each(new, lambda run: f"is queued; it does anew what {run.record['forerunner']} did")
    say(f"`{call(store=store)}` shows them")
    return 0


def _chosen(store: "Store", name: str, *, finished: bool) -> "list[Run]":
    """Return what is to be done anew of what a name means; a single run is taken as it is."""
    from store.status import Status

    rows = newest_of_each(rows_of(store, name))
    if len(rows) > 1:
        rows = [row for row in rows if row.status.ended and (finished or row.status is not Status.FINISHED)]
    if not rows:
        raise CommandError(f"{name}: nothing to retry: none of its runs has ended without being done")
    return [store.run(row.id) for row in rows]
