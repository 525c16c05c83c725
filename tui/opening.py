"""Screens by their names: what each is opened on, and how it is opened, for who draws one without pressing keys."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from store.errors import StoreError

if TYPE_CHECKING:
    from textual.screen import Screen

    from store.store import Store
    from trainer.diagnose.asked import Asked


class ScreenName(StrEnum):
    """A screen that can be opened by its name."""

    RUNS = "runs"
    HOME = "home"
    RUN = "run"
    DIFF = "diff"
    WHERE = "where"
    EXAMPLES = "examples"
    SEARCH = "search"
    REMEDIES = "remedies"
    LAUNCH = "launch"
    COLUMNS = "columns"
    HELP = "help"
    PALETTE = "palette"
    TOUR = "tour"


ACTIONS = {
    ScreenName.COLUMNS: "screen.columns",
    ScreenName.HELP: "app.help",
    ScreenName.PALETTE: "app.palette",
    ScreenName.TOUR: "app.tour",
}
"""What opens a screen over the list of runs."""
Names = Sequence[str]


class Opening(NamedTuple):
    """How many names a screen takes, what they are, and what makes the screen of them."""

    least: int
    most: float
    names: str
    make: "Callable[[Store, Names], Screen[Any]]"


def screen_of(store: "Store", screen: str, names: Names) -> "Screen[Any] | None":
    """Return the screen to push over the list; None for the list, and for what an action opens over it.

    Raises a StoreError where the names are too few, too many, or unknown.
    """
    opening = OPENINGS.get(ScreenName(screen))
    if names and (opening is None or not opening.most):
        raise StoreError(f"{screen}: this is drawn of the whole store, so it takes no name; leave out {names[0]}")
    if opening is None:
        return None
    if not opening.least <= len(names) <= opening.most:
        raise StoreError(f"{screen}: name {opening.names}")
    return opening.make(store, names)


def _home(store: "Store", _: Names) -> "Screen[Any]":
    from tui.home.since import LastLook
    from tui.screens.home import HomeScreen

    return HomeScreen(store, store.rows(), LastLook(store.root, keeps=False))


def _run(store: "Store", names: Names) -> "Screen[Any]":
    from tui.screens.run import RunScreen

    return RunScreen(store, store.find(names[0]))


def _diff(store: "Store", names: Names) -> "Screen[Any]":
    from tui.screens.diff import DiffScreen

    return DiffScreen(store, *_compared(store, names))


def _where(store: "Store", names: Names) -> "Screen[Any]":
    from tui.screens.where import WhereScreen

    baseline, tuned = _compared(store, names)
    return WhereScreen(store, (baseline, *tuned))


def _examples(store: "Store", names: Names) -> "Screen[Any]":
    from tui.screens.examples import ExamplesScreen

    return ExamplesScreen(store, *_compared(store, names))


def _compared(store: "Store", names: Names) -> tuple[str, tuple[str, ...]]:
    for name in names:
        store.find_group(name)
    return names[0], tuple(names[1:])


def _search(store: "Store", names: Names) -> "Screen[Any]":
    from tui.screens.search import SearchScreen

    return SearchScreen(store, _asked(store, names))


def _remedies(store: "Store", names: Names) -> "Screen[Any]":
    from tui.screens.remedies import RemediesScreen

    return RemediesScreen(store, _asked(store, names))


def _asked(store: "Store", names: Names) -> "Asked":
    from trainer.diagnose.asked import asked_about

    *against, tuned = names
    asked = asked_about(store, tuned, *against)
    store.find_group(tuned)
    store.find_group(f"{asked.experiment}/{asked.baseline}")
    return asked


def _launch(store: "Store", names: Names) -> "Screen[Any]":
    from tui.screens.launch import LaunchScreen

    return LaunchScreen(store, Path(names[0]) if names else None)


_PAIR = "a baseline and at least one variant to compare with it, as in decline/baseline decline/tuned"
_DECLINED = "the variant that got worse, as in decline/tuned, after its baseline where that is another one"
OPENINGS: dict[ScreenName, Opening] = {
    ScreenName.HOME: Opening(0, 0, "", _home),
    ScreenName.RUN: Opening(1, 1, "one run, as in decline/tuned/1, or its id", _run),
    ScreenName.DIFF: Opening(2, float("inf"), _PAIR, _diff),
    ScreenName.WHERE: Opening(2, float("inf"), _PAIR, _where),
    ScreenName.EXAMPLES: Opening(2, float("inf"), _PAIR, _examples),
    ScreenName.SEARCH: Opening(1, 2, _DECLINED, _search),
    ScreenName.REMEDIES: Opening(1, 2, _DECLINED, _remedies),
    ScreenName.LAUNCH: Opening(0, 1, "an experiment file, or nothing", _launch),
}
"""What is opened on names, or on none; the others are the list and what lies over it."""
