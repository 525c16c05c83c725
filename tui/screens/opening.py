"""Screens by their names: for who draws one, comes back to the last one, or goes to one from anywhere."""

from collections.abc import Callable, Sequence
from contextlib import suppress
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

    kind: Callable[[], type[Openable]] | None = None
    """Imports the screen, which the list's first paint does without."""
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
    if opening.kind is None:
        return None
    if not opening.least <= len(names) <= opening.most:
        raise StoreError(f"{screen}: name {opening.names}")
    made: Any = opening.kind().opened_on(store, names)
    return made  # type: ignore[no-any-return]  # a protocol cannot say that it is a screen


def screen_at(store: "Store", bookmark: object) -> "Screen[Any] | None":
    """Return the screen that a bookmark leads to; None where it is none, or what it was of has gone."""
    match bookmark:
        case [str(screen), *names]:
            with suppress(StoreError, OSError, ValueError):
                return screen_of(store, screen, [str(name) for name in names])
    return None


def _home() -> type[Openable]:
    from tui.screens.home import HomeScreen

    return HomeScreen


def _run() -> type[Openable]:
    from tui.screens.run import RunScreen

    return RunScreen


def _diff() -> type[Openable]:
    from tui.screens.diff import DiffScreen

    return DiffScreen


def _where() -> type[Openable]:
    from tui.screens.where import WhereScreen

    return WhereScreen


def _examples() -> type[Openable]:
    from tui.screens.examples import ExamplesScreen

    return ExamplesScreen


def _search() -> type[Openable]:
    from tui.screens.search import SearchScreen

    return SearchScreen


def _remedies() -> type[Openable]:
    from tui.screens.remedies import RemediesScreen

    return RemediesScreen


def _launch() -> type[Openable]:
    from tui.screens.launch import LaunchScreen

    return LaunchScreen


_ONE = "one run, as in decline/tuned/1, or its id; after it the number of a pane, unless it is the first"
_PAIR = "a baseline and at least one variant to compare with it, as in decline/baseline decline/tuned"
_DECLINED = "the variant that got worse, as in decline/tuned, after its baseline where that is another one"
OPENINGS = {
    ScreenName.RUNS: Opening(everywhere=("Runs", "Go to the list of runs")),
    ScreenName.HOME: Opening(_home),
    ScreenName.RUN: Opening(_run, 1, 2, _ONE),
    ScreenName.DIFF: Opening(_diff, 2, float("inf"), _PAIR),
    ScreenName.WHERE: Opening(_where, 2, float("inf"), _PAIR),
    ScreenName.EXAMPLES: Opening(_examples, 2, float("inf"), _PAIR),
    ScreenName.SEARCH: Opening(_search, 1, 2, _DECLINED),
    ScreenName.REMEDIES: Opening(_remedies, 1, 2, _DECLINED),
    ScreenName.LAUNCH: Opening(
        _launch, 0, 1, "an experiment file, or nothing", everywhere=("New", "Launch an experiment")
    ),
    ScreenName.COLUMNS: Opening(action="screen.columns"),
    ScreenName.HELP: Opening(action="app.help"),
    ScreenName.PALETTE: Opening(action="app.palette"),
    ScreenName.TOUR: Opening(action="app.tour"),
}
