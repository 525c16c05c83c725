"""Show the runs that wait, in their order; move them, hold them back, let them go on."""

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from store.compare.table import Cell, Column, Row, Table
from store.status import Status
from tui.commands.common import open_store, print_table, say
from tui.commands.naming import find_all
from tui.commands.options import Format, StoreFolder, TableFormat
from tui.commands.waiting import lack_of_device
from tui.formats import plural
from tui.guard import CommandError
from tui.reviving import revive
from tui.statuses import is_paused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.run import Run
    from store.store import Store

COLUMNS = (
    Column("place", "right"),
    Column("id", whole=True),
    Column("run"),
    Column("status", whole=True),
    Column("priority", "right", drop=1),
    Column("why"),
)


GO_ON = "`backslide queue NAME --go-on` lets a run go on"


class Where(StrEnum):
    """Where a run is moved to."""

    FIRST = "first"
    LAST = "last"
    UP = "up"
    DOWN = "down"


Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME...", show_default=False, help="Runs, groups or experiments; none: the whole queue."),
]
Move = Annotated[Where | None, typer.Option("--move", show_default=False, help="Give the runs another turn.")]
Priority = Annotated[
    int | None,
    typer.Option(
        "--priority", metavar="N", show_default=False, min=-1000, max=1000, help="Higher ones come first; 0 is usual."
    ),
]
Pause = Annotated[
    bool,
    typer.Option("--pause", help="Hold back: nothing begins; a run that is named and trains stops after its step."),
]
GoOn = Annotated[bool, typer.Option("--go-on", help="Let what was paused go on.")]

Until = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="TIME",
        show_default=False,
        help="Pause everything at 08:00, '2026-11-30 08:00', or in 10h; `never` takes it back.",
    ),
]


def command(  # noqa: PLR0913 - each is an option
    names: Names = None,
    store: StoreFolder = Path("runs"),
    *,
    move: Move = None,
    priority: Priority = None,
    pause: Pause = False,
    go_on: GoOn = False,
    until: Until = None,
    format_: TableFormat = Format.TEXT,
) -> int:
    """Show the runs that wait, in the order of their turns, or change it.

    Of what is named, only the runs that an option can be about are changed: those that wait, or that were paused.
    """
    wanted = [option for option in (move, priority is not None, pause, go_on, until is not None) if option]
    if len(wanted) > 1:
        raise CommandError("queue: --move, --priority, --pause, --go-on and --until are said one at a time")
    opened = open_store(store)
    if not wanted:
        print_table(queue_table(opened, _named(opened, names) if names else None), format_)
    elif until is not None:
        if names:
            raise CommandError("queue: --until is said of the whole queue; `run --time-limit` is said of runs")
        say(_end_at(opened, until))
    elif not names:
        say(_change_all(opened, pause=pause, go_on=go_on))
    else:
        say(_change(opened, _named(opened, names), move, priority, pause=pause))
    return 0


def queue_table(store: "Store", only: "Sequence[Run] | None" = None) -> Table:
    """Return the table of the runs that wait, or of those among some."""
    from store.line import closed, line, moment
    from trainer.launch.line import waiting

    rows = store.rows()
    revive(store, rows)
    ids = None if only is None else {run.id for run in only}
    runs = [(place, run) for place, run in enumerate(waiting(store, rows), 1) if ids is None or run.id in ids]
    notes = [f"{plural(len(runs), 'run')} {'waits' if len(runs) == 1 else 'wait'}" if runs else "no run waits"]
    if why := closed(store.root):
        notes.append(f"{why}: `backslide queue --go-on` lets runs go on")
    elif until := line(store.root)["until"]:
        notes.append(f"on {moment(until)} everything is paused")
    paused = [row for row in rows if row.status is Status.STOPPED and is_paused(row)]
    if paused:
        notes.append(f"{plural(len(paused), 'run')} that trained {'is' if len(paused) == 1 else 'are'} paused: {GO_ON}")
    lack = lack_of_device(store) if runs else ""
    return Table("", COLUMNS, tuple(_row(place, run, lack) for place, run in runs), notes=tuple(notes))


def _row(place: int, run: "Run", lack: str) -> Row:
    standing, priority = run.standing(), run.state()["priority"]
    why = standing.reason or lack
    cells = (
        Cell(str(place), place),
        Cell(run.id, run.id),
        Cell(run.name, run.name),
        Cell(str(standing.status), str(standing.status)),
        Cell(str(priority) if priority else "", priority),
        Cell(why, why),
    )
    return Row(cells, key=run.id)


def _end_at(store: "Store", until: str) -> str:
    from store.line import line, moment
    from trainer.launch.dispatcher import ensure_dispatcher
    from trainer.launch.line import set_until
    from trainer.launch.terms import parse_moment

    if until == "never":
        set_until(store, None)
        held = "; `backslide queue --go-on` lets go on what was held back" if line(store.root)["held"] else ""
        return f"the queue's time has no end{held}"
    when = parse_moment(until, time.time())
    set_until(store, when)
    if any(not row.status.ended for row in store.rows()):
        ensure_dispatcher(store)
    return f"on {moment(when)} everything is paused; `backslide queue --go-on` lets it go on then"


def _change_all(store: "Store", *, pause: bool, go_on: bool) -> str:
    from trainer.launch import line
    from trainer.launch.dispatcher import ensure_dispatcher

    if pause:
        line.pause_all(store)
        return "the queue is paused: nothing begins, and what trains goes on"
    if not go_on:
        raise CommandError("queue: name the runs that are to have another turn")
    left = line.go_on_all(store)
    ensure_dispatcher(store)
    more = f"; {plural(len(left), 'run')} cannot go on yet, say it again once they have stopped" if left else ""
    return f"runs begin again{more}"


def _change(store: "Store", runs: "Sequence[Run]", move: Where | None, priority: int | None, *, pause: bool) -> str:
    """Do the one thing that was asked for and say what it came to."""
    from store.status import NOT_BEGUN
    from trainer.launch import line
    from trainer.launch.dispatcher import ensure_dispatcher

    if move is not None or priority is not None:
        runs = _only(runs, lambda run: run.standing().status in NOT_BEGUN, "none of these waits")
        if priority is None:
            assert move is not None
            line.move(store, runs, move.value)
        else:
            line.set_priority(store, runs, priority)
        return f"{plural(len(runs), 'run')} {'has' if len(runs) == 1 else 'have'} another turn"
    if pause:
        runs = _only(runs, lambda run: not run.standing().status.ended, "all of these have ended")
        line.pause(store, runs)
        return f"{plural(len(runs), 'run')} paused"
    runs = _only(runs, lambda run: bool(run.state()["paused"]), "none of these is paused")
    line.go_on(store, runs)
    ensure_dispatcher(store)
    return f"{plural(len(runs), 'run')} {'goes' if len(runs) == 1 else 'go'} on"


def _only(runs: "Sequence[Run]", fits: "Callable[[Run], bool]", otherwise: str) -> "list[Run]":
    found = [run for run in runs if fits(run)]
    if not found:
        raise CommandError(f"queue: {otherwise}")
    return found


def _named(store: "Store", names: "Sequence[str]") -> "list[Run]":
    return list({run.id: run for name in names for run in find_all(store, name)}.values())
