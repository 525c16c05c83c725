"""The form of the launch screen, by its keys: settings found, changed, judged."""

import re
from pathlib import Path

import pytest
from textual.events import Key
from textual.widgets import Input

from store.store import Store
from tests.tui.launch_scene import find, open_editor, opened, ready, small_store, type_value
from tests.tui.screens import NARROW, WIDE, assert_looks_like, text_of, until
from tui.app import Backslide
from tui.screens.ask import Ask
from tui.screens.explain import Explain
from tui.screens.runs import RunsScreen
from tui.widgets.detail import DetailLine
from tui.widgets.launchtables import DryRunTable
from tui.widgets.settingspane import SettingsPane


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    return small_store(tmp_path, monkeypatch)


async def test_a_setting_is_changed_for_one_variant_and_a_wrong_value_is_told_beside_it(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        await find(pilot, "optimizer.lr")
        await pilot.press("v", "v", "v")
        assert "Settings for tuned" in text_of(pilot.app)
        editor = await type_value(pilot, "-3")
        assert editor.query_one(DetailLine).text == "must be greater than 0, not -3"
        await pilot.press("enter")
        await until(pilot, lambda: not editor.workers, "the judgement")
        assert pilot.app.screen is editor, "a wrong value is not taken"
        editor.query_one(Input).value = "0.05"
        await until(pilot, lambda: editor.query_one(DetailLine).text == "this is right", "approval")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen, "the launch screen")
        await ready(pilot, screen)
        changes = {planned.name: planned.changes for planned in screen.query_one(DryRunTable).rows}
        assert changes["tuned/1"].startswith("optimizer.lr = 0.05")
        assert changes["source/1"] == "network.start = none"
        assert screen.query_one(SettingsPane).table.marked == {"optimizer.lr"}
        await pilot.press("x")
        await ready(pilot, screen)
        assert screen.draft is not None
        assert screen.draft.edits == {}


async def test_a_choice_is_made_from_a_list_and_an_editor_can_be_left(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store)
        await find(pilot, "optimizer.name")
        await open_editor(pilot)
        await pilot.pause()
        assert_looks_like(pilot.app, "launch-choice-80x24")
        await pilot.press("down", "enter")
        await until(pilot, lambda: pilot.app.screen is screen, "the launch screen")
        assert screen.draft is not None
        assert screen.draft.edits == {("", "optimizer.name"): "adamw"}
        await open_editor(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "the launch screen")
        assert len(screen.draft.edits) == 1


async def test_a_method_is_turned_on_with_one_key_and_its_settings_appear(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        form = screen.query_one(SettingsPane)
        shown = {form.table.row_key(row) for row in form.table.rows}
        assert "regularizers.mixup" in shown
        assert "regularizers.mixup.alpha" not in shown
        await pilot.press("2")
        form.table.go_to("regularizers.mixup")
        await pilot.press("space")
        await ready(pilot, screen)
        assert "regularizers.mixup.alpha" in {form.table.row_key(row) for row in form.table.rows}
        assert all("mixup.alpha = 0.2" in planned.changes for planned in screen.query_one(DryRunTable).rows) is False
        assert form.current is not None
        assert form.current.distinct(form.variants) == ["true"]
        await pilot.press("space")
        await ready(pilot, screen)
        assert form.current.distinct(form.variants) == ["false"]


async def test_a_change_that_makes_another_setting_wrong_is_shown_at_that_setting(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        assert screen.draft is not None
        screen.change(screen.draft.with_edit("training.epochs", "-1"))
        await ready(pilot, screen)
        form = screen.query_one(SettingsPane)
        assert set(form.table.problems) == {"training.epochs"}
        await pilot.press("2")
        form.table.go_to("training.epochs")
        await until(pilot, lambda: "must be at least 0" in text_of(pilot.app), "the problem at its field")
        await pilot.press("s")
        await pilot.pause()
        assert pilot.app.screen is screen, "nothing is started"
        assert not store.root.exists()


async def test_a_method_that_cannot_be_is_shown_on_with_what_is_wrong_and_the_same_key_turns_it_off(
    store: Store,
) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        form = screen.query_one(SettingsPane)
        await find(pilot, "feature_mixup")
        await pilot.press("enter")
        await ready(pilot, screen)
        row = next(line for line in text_of(pilot.app).splitlines() if "▌◆" in line)
        assert re.search(r"feature_mixup +on +acts on features", row)
        form.table.go_to("regularizers.feature_mixup.alpha")
        editor = await type_value(pilot, "900")
        assert editor.query_one(DetailLine).text == "must be at most 100, not 900"
        await pilot.press("escape")
        assert screen.draft is not None
        screen.change(screen.draft.with_edit("regularizers.feature_mixup.alpha", "900"))
        await ready(pilot, screen)
        told = "regularizers.feature_mixup.alpha: must be at most 100, not 900"
        await until(pilot, lambda: screen.query_one(DetailLine).text == told, "the mistake at its path")
        form.table.go_to("regularizers.feature_mixup")
        await pilot.press("enter")
        await ready(pilot, screen)
        assert screen.newest is not None
        assert screen.newest.problem == ""
        assert form.current is not None
        assert form.current.distinct(form.variants) == ["false"]


async def test_two_quick_presses_turn_a_method_on_and_off_again(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        await find(pilot, "feature_mixup")
        await pilot.press("enter", "enter")
        assert screen.draft is not None
        assert screen.draft.edits == {("", "regularizers.feature_mixup"): "false"}


async def test_a_value_that_is_typed_and_taken_in_one_burst_is_taken(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        await find(pilot, "optimizer.lr")
        await open_editor(pilot)
        for key, sign in (("0", "0"), ("full_stop", "."), ("5", "5"), ("enter", None)):
            pilot.app.post_message(Key(key, sign))
        await until(pilot, lambda: pilot.app.screen is screen, "the launch screen")
        assert screen.draft is not None
        assert screen.draft.edits == {("", "optimizer.lr"): "0.5"}


async def test_a_search_goes_on_while_another_list_has_the_keys(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        form = screen.query_one(SettingsPane)
        await find(pilot, "learning rate")
        detail = screen.query_one(DetailLine)
        await until(pilot, lambda: form.current and detail.text.startswith(form.current.path), "the first hit's help")
        await find(pilot, "lr")
        await until(pilot, lambda: form.current and form.current.path == "optimizer.lr", "the setting of that name")
        await pilot.press("1", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the runs")


async def test_a_search_for_a_methods_name_puts_the_cursor_on_that_method_whatever_else_has_the_word(
    store: Store,
) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        form = screen.query_one(SettingsPane)
        await find(pilot, "sam")
        order = [form.table.row_key(row) for row in form.table.rows]
        assert order.index("regularizers.balanced_sampling") < order.index("regularizers.sam"), "no groups are torn"
        assert form.table.current_key == "regularizers.sam"
        await pilot.press("enter")
        await ready(pilot, screen)
        assert screen.draft is not None
        assert screen.draft.edits == {("", "regularizers.sam"): "true"}


async def test_a_key_opens_all_that_there_is_to_say_about_a_setting(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store)
        await find(pilot, "sam")
        form = screen.query_one(SettingsPane)
        assert form.current is not None
        last_words = form.current.info.help[-20:]
        assert last_words not in text_of(pilot.app)
        assert "… i: more" in text_of(pilot.app)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, Explain), "the explanation")
        await pilot.pause()
        assert last_words in " ".join(text_of(pilot.app).replace("│", " ").split())
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "the launch screen")


async def test_a_search_ends_with_escape_and_changes_are_not_lost_unasked(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        form = screen.query_one(SettingsPane)
        every = len(form.table.rows)
        await find(pilot, "dropout")
        assert len(form.table.rows) < every
        assert "regularizers.dropout.rate" in {form.table.row_key(row) for row in form.table.rows}
        await pilot.press("escape")
        assert len(form.table.rows) == every
        assert screen.draft is not None
        screen.change(screen.draft.with_edit("training.epochs", "2"))
        await ready(pilot, screen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is screen, "the launch screen")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the runs")
