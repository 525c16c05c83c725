"""Typing a filter: what is offered, what takes it, and what is said of it."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.support.shown import add_shown_runs
from tests.tui.screens import NARROW, WIDE, assert_looks_like, settled, until
from tests.tui.test_app_examples import opened
from tui.app import Backslide
from tui.screens.runs import RunsScreen
from tui.widgets.completingline import CompletingLine
from tui.widgets.completionlist import LINES, CompletionList
from tui.widgets.detail import DetailLine
from tui.widgets.runtable import RunTable

KEYS = {":": "colon", ">": "greater_than_sign", ".": "full_stop", " ": "space", "(": "left_parenthesis"}


async def typing(pilot: Pilot[Any], text: str) -> CompletingLine:
    """Type a text, a key each, once all is known that completions are made of."""
    await pilot.press("slash")
    await settled(pilot)
    await pilot.press(*(KEYS.get(letter, letter) for letter in text))
    await pilot.pause()
    return pilot.app.screen.query_one(CompletingLine)


def offered(pilot: Pilot[Any]) -> list[str]:
    return [one.text for one in pilot.app.screen.query_one(CompletionList).candidates]


def matching(pilot: Pilot[Any]) -> list[str]:
    assert isinstance(pilot.app.screen, RunsScreen)
    return sorted({row.variant for row in pilot.app.screen.list.shown})


@pytest.mark.parametrize(("size", "name"), [(NARROW, "filter-80x24"), (WIDE, "filter-160x45")])
async def test_completions_look_as_they_should(store: Store, size: tuple[int, int], name: str) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        await pilot.press("end")
        await typing(pilot, "dropout")
        await pilot.press("down")
        await pilot.pause()
        assert_looks_like(pilot.app, name)


async def test_tab_takes_what_was_chosen_until_a_filter_is_there(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        line = await typing(pilot, "vari")
        await pilot.press("tab")
        await until(pilot, lambda: offered(pilot)[:2] == ["no-mixup", "remedy"], "the variants")
        await pilot.press("down", "down", "up", "ctrl+n", "tab")
        await until(pilot, lambda: line.value == "variant:tuned", "the value")
        await until(pilot, lambda: matching(pilot) == ["tuned"], "the runs")
        assert offered(pilot) == []
        assert pilot.app.focused is line


async def test_choosing_goes_round_and_keeps_the_chosen_one_in_sight(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await typing(pilot, "status:")
        shown = pilot.app.screen.query_one(CompletionList)
        assert (shown.size.height, len(shown.candidates)) == (LINES, 11)
        await pilot.press("up")
        assert shown.current == shown.candidates[-1]
        assert shown._top == len(shown.candidates) - LINES
        await pilot.press("down")
        assert (shown.chosen, shown._top) == (0, 0)


async def test_the_row_under_the_cursor_stays_in_sight(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await pilot.press("z", "end")
        await typing(pilot, "s")
        table = pilot.app.screen.query_one(RunTable)
        row = table.cursor - table.scroll_offset.y + 1
        assert 0 < row < table.size.height


async def test_escape_closes_the_completions_first_and_then_clears(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        line = await typing(pilot, "vari")
        assert offered(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert (offered(pilot), line.value) == ([], "vari")
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.screen.query(CompletingLine), "the end of the filter")
        assert not pilot.app.screen.query(CompletionList)


async def test_enter_keeps_the_filter_and_down_leads_to_the_list_where_nothing_is_offered(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await typing(pilot, "vari")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.focused is pilot.app.screen.query_one("RunTable"), "the list")
        assert offered(pilot) == []
        await pilot.press("slash", "colon", "x", "down")
        await until(pilot, lambda: pilot.app.focused is pilot.app.screen.query_one("RunTable"), "the list")


async def test_a_key_offers_everything_between_words_and_moving_away_closes_it(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await typing(pilot, "tuned ")
        assert offered(pilot) == []
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "status:" in offered(pilot), "the fields")
        await pilot.press("left")
        await until(pilot, lambda: not offered(pilot), "the end of the list")


async def test_a_click_takes_a_completion(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        line = await typing(pilot, "goal:")
        await pilot.click(CompletionList, offset=(3, 1))
        await until(pilot, lambda: line.value == "goal:missed", "the value")


async def test_terms_are_joined_in_the_app_too(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        line = await typing(pilot, "")
        line.value = "(variant:tuned or variant:remedy) not regularizers.dropout.rate>0.5"
        await until(pilot, lambda: matching(pilot) == ["remedy"], "the runs")


async def test_a_name_that_nothing_goes_by_is_told_while_it_is_typed(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        line, detail = await typing(pilot, ""), pilot.app.screen.query_one(DetailLine)
        line.value = "regularizers.dropuot.rate>0.2"
        await until(pilot, lambda: "did you mean 'regularizers.dropout.rate'?" in detail.text, "the doubt")
        assert detail.has_class("-problem")
        assert matching(pilot) == []
        line.value = "regularizers.cutmix.alpha>0.2"
        await until(pilot, lambda: not detail.has_class("-problem"), "the end of the doubt")


async def test_what_is_not_whole_yet_is_told_once_nothing_is_offered_for_it(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await typing(pilot, "seed:1 has:n")
        detail = pilot.app.screen.query_one(DetailLine)
        assert offered(pilot)
        assert not detail.has_class("-problem")
        await pilot.press("escape")
        await until(pilot, lambda: "a figure 'n'" in detail.text, "the doubt")
        await pilot.press("backspace")
        assert offered(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "has: does not say what" in detail.text, "the mistake")
        assert isinstance(pilot.app.focused, CompletingLine), "what is no filter is not kept"
        await pilot.press(*"note", "enter")
        await until(pilot, lambda: isinstance(pilot.app.focused, RunTable), "the list")


async def test_a_filter_on_settings_that_comes_before_they_are_read_is_applied_then(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, RunsScreen)
        await screen.action_filter()
        screen.query_one(CompletingLine).value = "regularizers.dropout.rate>0.5"
        screen.filter_by("regularizers.dropout.rate>0.5")
        assert screen.query_one(DetailLine).text == "reading the settings of 8 runs…"
        assert len(matching(pilot)) == 4
        await until(pilot, lambda: matching(pilot) == ["tuned"], "the settings")
        assert "reading" not in screen.query_one(DetailLine).text


async def test_examples_offer_their_own_fields_and_classes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    add_shown_runs(Path("runs"))
    store = Store(Path("runs"))
    async with Backslide(store).run_test() as pilot:
        await opened(pilot, store)
        line = await typing(pilot, "sa")
        assert offered(pilot) == ["said:"]
        await pilot.press("tab")
        await until(pilot, lambda: len(offered(pilot)) == 10, "the classes")
        await pilot.press("tab")
        await until(pilot, lambda: line.value == "said:0", "the class")
