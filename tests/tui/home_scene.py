"""The app in the morning after runs were made, for pictures in which something has ended since a last look."""

from store.store import Store
from tests.support.stores import BEGAN
from tui.app import Backslide
from tui.home.since import Look

NOW = BEGAN + 8 * 3600


def opened(store: Store, since: float = BEGAN + 60) -> Backslide:
    """Return the app at a moment of the next morning, after a look in the evening before."""
    app = Backslide(store)
    app.last_look.clock = lambda: NOW
    app.last_look.look = Look(since)
    return app
