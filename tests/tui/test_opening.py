"""Screens by their names, and what they are opened on."""

from pathlib import Path

import pytest

from store.errors import StoreError
from store.store import Store
from tests.support.stores import make_store
from tui.screens.base import BackslideScreen
from tui.screens.names import ScreenName
from tui.screens.opening import OPENINGS, screen_at, screen_of
from tui.screens.remedies import RemediesScreen
from tui.screens.search import SearchScreen

PAIR = ["decline/baseline", "decline/tuned"]
TOO_MANY = [*PAIR, "decline/remedy"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path / "runs", 8)


def test_every_name_says_how_its_screen_is_opened() -> None:
    assert {*ScreenName} == {*OPENINGS}
    for name, opening in OPENINGS.items():
        assert bool(opening.kind) + bool(opening.action) == (name != ScreenName.RUNS), name


@pytest.mark.parametrize("screen", ["run", "diff", "where", "examples", "search", "remedies"])
@pytest.mark.parametrize("names", [[], ["nosuch/thing"], ["decline/baseline", "nosuch/thing"]])
def test_unknown_names_are_told_and_so_are_too_few(store: Store, screen: str, names: list[str]) -> None:
    with pytest.raises(StoreError):
        screen_of(store, screen, names)


@pytest.mark.parametrize(
    ("screen", "names", "told"),
    [
        ("run", [], "run: name one run, as in decline/tuned/1, or its id"),
        ("run", ["decline/tuned/1", "9"], "run: there is no pane 9; they are numbered from 1 to 8"),
        ("diff", PAIR[:1], "diff: name a baseline and at least one variant"),
        ("search", TOO_MANY, "search: name the variant that got worse"),
        ("remedies", [], "remedies: name the variant that got worse"),
        ("launch", ["a.toml", "b.toml"], "launch: name an experiment file"),
    ],
)
def test_how_many_names_a_screen_takes_is_told_in_a_sentence(
    store: Store, screen: str, names: list[str], told: str
) -> None:
    with pytest.raises(StoreError, match=told):
        screen_of(store, screen, names)


@pytest.mark.parametrize("screen", ["runs", "home", "columns", "help", "palette", "tour"])
def test_what_is_of_the_whole_store_takes_no_names(store: Store, screen: str) -> None:
    assert screen == "home" or screen_of(store, screen, ()) is None
    with pytest.raises(StoreError, match=rf"{screen}: .* leave out decline/tuned"):
        screen_of(store, screen, ["decline/tuned"])


async def test_what_got_worse_is_held_against_its_baseline_unless_another_is_named(store: Store) -> None:
    for screen, kind in (("search", SearchScreen), ("remedies", RemediesScreen)):
        for names, baseline in ((PAIR[1:], "baseline"), (["decline/remedy", "decline/tuned"], "remedy")):
            opened = screen_of(store, screen, names)
            assert isinstance(opened, kind)
            assert (opened.asked.tuned, opened.asked.baseline) == ("tuned", baseline)


async def test_a_bookmark_leads_to_the_screen_that_gave_it(store: Store) -> None:
    run = ["run", store.find("decline/tuned/1").id, "3"]
    for names, bookmark in ((["run", "decline/tuned/1", "3"], run), (["diff", *PAIR], ["diff", *PAIR])):
        opened = screen_of(store, names[0], names[1:])
        assert isinstance(opened, BackslideScreen)
        assert [*opened.bookmark()] == bookmark
        again = screen_at(store, bookmark)
        assert isinstance(again, type(opened))
        assert [*again.bookmark()] == bookmark


@pytest.mark.parametrize(
    "bookmark", [None, "run", [], ["nosuch"], ["run", 3], ["run", PAIR], ["diff", PAIR[0]], [["x"]]]
)
def test_what_is_no_bookmark_leads_nowhere(store: Store, bookmark: object) -> None:
    assert screen_at(store, bookmark) is None
