"""The views of lists that a person has kept, the same for all stores: a table of names in their state folder."""

from store.errors import StoreError
from store.files import locked, read_json, write_json
from tui.keeping.statefile import PATIENCE, state_file
from tui.listing.view import View, view_of

FILE = "views.json"


def kept_views() -> dict[str, View]:
    """Return the views by name; none where none was kept, or they cannot be read."""
    try:
        kept = read_json(state_file().with_name(FILE)) or {}
    except (StoreError, OSError, RuntimeError):
        return {}
    return {name: view_of(view) for name, view in kept.items()}


def keep_view(name: str, view: View | None) -> None:
    """Keep a view under a name, in the place of one of that name; None forgets it.

    Raises OSError, StoreError or RuntimeError where nothing can be kept.
    """
    file = state_file().with_name(FILE)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(file.with_name(f"{FILE}.lock"), PATIENCE):
        kept = {known: one.as_json() for known, one in kept_views().items() if known != name}
        write_json(file, kept | ({name: view.as_json()} if view is not None else {}))
