"""Show what takes room in a store; remove what can be done without; say how much it may take."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from store.compare.table import Cell, Column, Row, Table
from tui.commands.common import confirmed, open_store, print_table, say
from tui.commands.options import Format, StoreFolder, TableFormat, Yes
from tui.formats import plural
from tui.guard import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.store import Store

ABOUT = {
    "weights": "the selected weights of runs (best.safetensors)",
    "epochs": "the weights of single epochs (run --keep every:N)",
    "last": "what training goes on from (last.safetensors)",
    "predictions": "what runs said of each example, for paired comparisons",
    "runs": "settings, events and consoles",
    "trash": "removed runs; `backslide remove --purge` empties it",
    "code": "the program as runs were queued with it",
    "other": "the index, logs and locks",
}


class Drop(StrEnum):
    """What can be removed of runs that have finished."""

    LAST = "last"
    EPOCHS = "epochs"
    WEIGHTS = "weights"


Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME...", show_default=False, help="Runs, groups or experiments; none: the whole store."),
]
What = Annotated[
    Drop | None,
    typer.Option("--drop", show_default=False, help="Remove this of runs that have finished; what others need stays."),
]
Budget = Annotated[
    str | None,
    typer.Option(
        "--budget",
        metavar="SIZE",
        show_default=False,
        help="So much may the store take (50GB); what can be done without is removed then, the oldest first. Or none.",
    ),
]


def command(
    names: Names = None,
    store: StoreFolder = Path("runs"),
    *,
    drop: What = None,
    budget: Budget = None,
    yes: Yes = False,
    format_: TableFormat = Format.TEXT,
) -> int:
    """Show what takes room in the store, or remove what can be done without.

    Of runs that can go on nothing is removed, nor weights that another run starts or learns from. Figures and
    predictions always stay.
    """
    opened = open_store(store)
    if drop is not None:
        return _drop(opened, names, drop, yes=yes)
    if names:
        raise CommandError("clean: say with --drop what is to be removed of these runs")
    if budget is not None:
        return _budget(opened, budget, yes=yes)
    print_table(room_table(opened), format_)
    return 0


def room_table(store: "Store") -> Table:
    """Return the table of what takes room."""
    from store.budget import taken
    from store.line import line
    from store.room import free_bytes, size_told

    sizes = taken(store)
    rows = [
        Row((Cell(kind, kind), Cell(size_told(size), size), Cell(ABOUT[kind])), key=kind)
        for kind, size in sizes.items()
    ]
    budget = line(store.root)["budget"]
    total = f"{size_told(sum(sizes.values()))} in all" + (f" of {size_told(budget)} that it may take" if budget else "")
    notes = (total, *([f"{size_told(free_bytes(store.root))} free on the disk"] if store.root.is_dir() else []))
    columns = (Column("what", whole=True), Column("size", "right", whole=True), Column("about"))
    return Table("", columns, tuple(rows), notes=notes)


def _drop(store: "Store", names: "Sequence[str] | None", what: Drop, *, yes: bool) -> int:
    from store.budget import drop, spare
    from store.room import size_told
    from tui.commands.naming import find_all

    runs = [run for name in names for run in find_all(store, name)] if names else None
    files = spare(store, what, runs)
    if not files:
        say("there is nothing to remove")
        return 0
    size = size_told(sum(path.stat().st_size for path in files))
    if not confirmed(f"Remove {plural(len(files), 'file')} ({size}) for good?", yes=yes):
        say("nothing was removed")
        return 1
    dropped = drop(store, what, runs)
    say(f"removed {plural(len(dropped), 'file')}, {size_told(sum(size for _, size in dropped))}")
    return 0


def _budget(store: "Store", text: str, *, yes: bool) -> int:
    from store.budget import keep_to_budget, set_budget, taken
    from store.room import size_told
    from trainer.launch.terms import parse_size

    if text == "none":
        set_budget(store, None)
        say("the store may take what there is")
        return 0
    budget = parse_size(text, "--budget")
    over = sum(taken(store).values()) - budget
    question = f"The store is {size_told(over)} over that. Remove weights that can be done without, the oldest first?"
    if over > 0 and not confirmed(question, yes=yes):
        say("nothing was changed")
        return 1
    set_budget(store, budget)
    for line in keep_to_budget(store):
        say(line)
    say(f"the store may take {size_told(budget)}; it takes {size_told(sum(taken(store).values()))}")
    return 0
