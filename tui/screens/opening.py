"""Screens by their names: for who draws one, comes back to the last one, or goes to one from anywhere."""

from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

from store.errors import StoreError
from tui.screens.names import ScreenName

if TYPE_CHECKING:
    from textual.screen import Screen

    from store.store import Store

Names = Sequence[str]


class Openable(Protocol):
    """A screen that knows what its names mean."""

    @classmethod
    def opened_on(cls, store: "Store", names: Names) -> Self:
        """Return the screen of these names; a StoreError says what is wrong with them."""


class Opening(NamedTuple):
    """How a screen is opened: by itself, on so many names, or by an action over the list of runs."""

    kind: str = ""
    """Module and class of the screen; it is imported once it is opened, as the list's first paint does without."""
    least: int = 0
    most: float = 0
    names: str = ""
    """What the names are."""
    action: str = ""
    everywhere: tuple[str, str] | None = None
    """What it is called, with a sentence, where it is offered on every screen."""


def screen_of(store: "Store", screen: str, names: Names) -> "Screen[Any] | None":
    """Return the screen to push over the list; None for the list, and for what an action opens over it.

    Raises a StoreError where the names are too few, too many, or unknown.
    """
    opening = OPENINGS[ScreenName(screen)]
    if names and not opening.most:
        raise StoreError(f"{screen}: this is drawn of the whole store, so it takes no name; leave out {names[0]}")
    if not opening.kind:
        return None
    if not opening.least <= len(names) <= opening.most:
        raise StoreError(f"{screen}: name {opening.names}")
    return class_of(ScreenName(screen)).opened_on(store, names)  # type: ignore[no-any-return]


def screen_at(store: "Store", bookmark: object) -> "Screen[Any] | None":
    """Return the screen that a bookmark leads to; None where it is none, or what it was of has gone."""
    match bookmark:
        case [str(screen), *names]:
            with suppress(StoreError, OSError, ValueError):
                return screen_of(store, screen, [str(name) for name in names])
    return None


def class_of(screen: ScreenName) -> Any:
    """Return the class of a screen, an `Openable`, imported only now: screens lead to each other in circles."""
    module, _, name = OPENINGS[screen].kind.partition(".")
    return getattr(import_module(f"tui.screens.{module}"), name)


_ONE = "one run, as in decline/tuned/1, or its id; after it the number of a pane, unless it is the first"
_PAIR = "a baseline and at least one variant to compare with it, as in decline/baseline decline/tuned"
_DECLINED = "the variant that got worse, as in decline/tuned, after its baseline where that is another one"
OPENINGS = {
    ScreenName.RUNS: Opening(everywhere=("Runs", "Go to the list of runs")),
    ScreenName.HOME: Opening("home.HomeScreen"),
    ScreenName.RUN: Opening("run.RunScreen", 1, 2, _ONE),
    ScreenName.DIFF: Opening("diff.DiffScreen", 2, float("inf"), _PAIR),
    ScreenName.WHERE: Opening("where.WhereScreen", 2, float("inf"), _PAIR),
    ScreenName.EXAMPLES: Opening("examples.ExamplesScreen", 2, float("inf"), _PAIR),
    ScreenName.SEARCH: Opening("search.SearchScreen", 1, 2, _DECLINED),
    ScreenName.REMEDIES: Opening("remedies.RemediesScreen", 1, 2, _DECLINED),
    ScreenName.LAUNCH: Opening(
        "launch.LaunchScreen", 0, 1, "an experiment file, or nothing", everywhere=("New", "Launch an experiment")
    ),
    ScreenName.COLUMNS: Opening(action="screen.columns"),
    ScreenName.HELP: Opening(action="app.help"),
    ScreenName.PALETTE: Opening(action="app.palette"),
    ScreenName.TOUR: Opening(action="app.tour"),
}
