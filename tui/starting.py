"""How the app is started: with the garbage collector at rest until the list is there."""

import gc
from pathlib import Path


def start(store: Path, *, calm: bool = False) -> None:
    """Open the app on a store. Almost all that is imported and read now stays; `settling` lets the collector go on."""
    gc.disable()
    from tui.app import open_app

    open_app(store, calm=calm)
