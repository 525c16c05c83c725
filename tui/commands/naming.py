"""The runs that a command is given by name."""

from typing import TYPE_CHECKING

from store.errors import StoreError

if TYPE_CHECKING:
    from store.row import Row
    from store.run import Run
    from store.store import Store


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
