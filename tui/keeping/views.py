"""The views of lists that a person has kept, the same for all stores: a table of names in their state folder."""

from store.files import write_json
from tui.keeping.folder import read_kept, writing
from tui.listing.view import View, view_of

FILE = "views.json"


def kept_views() -> dict[str, View]:
    """Return the views by name; none where none was kept, or they cannot be read."""
    return {name: view_of(view) for name, view in read_kept(FILE).items()}


def keep_view(name: str, view: View | None) -> None:
    """Keep a view under a name, in the place of one of that name; None forgets it.

    Raises OSError, StoreError or RuntimeError where nothing can be kept.
    """
    with writing(FILE) as file:
        kept = {known: one.as_json() for known, one in kept_views().items() if known != name}
        write_json(file, kept | ({name: view.as_json()} if view is not None else {}))
