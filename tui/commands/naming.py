"""The runs that a command is given by name."""

from typing import TYPE_CHECKING, Annotated

import typer

from store.errors import StoreError
from tui.commands.common import say
from tui.formats import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.row import Row
    from store.run import Run
    from store.store import Store


MOST_SHOWN = 10
"""Runs that a command names, one a line."""

Names = Annotated[
    list[str],
    typer.Argument(
        metavar="NAME...", show_default=False, help="Runs, groups (experiment/variant) or whole experiments."
    ),
]
"""Declare as `names: Names`."""


def say_of_each(runs: "Sequence[Run]", what: "Callable[[Run], str]") -> None:
    """Print a line for each of the first runs, its name and something about it, and how many more there are."""
    for run in runs[:MOST_SHOWN]:
        say(f"{run.name} ({run.id}) {what(run)}")
    if len(runs) > MOST_SHOWN:
        say(f"… and {plural(len(runs) - MOST_SHOWN, 'more run')}")


def find_all(store: "Store", name: str) -> "list[Run]":
    """Return the runs that a name means: all of an experiment or variant, whatever their configuration, or one run."""
    return [store.run(row.id) for row in rows_of(store, name)]


def rows_of(store: "Store", name: str) -> "list[Row]":
    """Return the rows of the runs that `find_all` returns."""
    rows = store.rows()
    inside = [row for row in rows if f"{row.experiment}/{row.variant}/".startswith(f"{name}/")]
    if inside:
        return inside
    try:
        id_ = store.find(name).id
    except StoreError as error:
        raise StoreError(f"{error}; an experiment's name stands for all its runs") from None
    return [row for row in rows if row.id == id_]
