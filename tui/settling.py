"""What the app does once the list is there and nobody waits: it makes what follows quick, not the start slow."""

import asyncio
import gc
from importlib import import_module

AHEAD = (
    "tui.panes.curves",
    "tui.panes.epochs",
    "tui.panes.settings",
    "tui.panes.results",
    "tui.panes.console",
    "tui.panes.events",
    "tui.panes.system",
    "tui.screens.run",
    "tui.screens.home",
    "tui.screens.diff",
)
"""Modules of the screens that are opened most, in pieces: none takes so long that a key would have to wait for it."""
PAUSE = 0.05
"""Seconds between two imports, for keys."""


async def settle() -> None:
    """Import what will be asked for next, then let the garbage collector leave out all that stays."""
    for name in AHEAD:
        import_module(name)
        await asyncio.sleep(PAUSE)
    await asyncio.to_thread(_know_the_settings)
    gc.freeze()
    gc.enable()


def _know_the_settings() -> None:
    """Import all that settings are declared in: half a second of a first comparison, and too long for one piece."""
    from trainer.plan.catalogue import catalogue

    catalogue()
