"""The launch screen, by its keys."""

from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from store.store import Store
from tests.support.experiments import write_small
from tests.trainer.launch.scene import over, use_stand_ins, wait_until
from tests.tui.screens import NARROW, WIDE, assert_looks_like, text_of, until
from trainer.launch.dispatcher import is_alive
from tui.app import Backslide
from tui.screens.ask import Ask
from tui.screens.edit_setting import EditSetting
from tui.screens.launch import LaunchScreen
from tui.screens.pick_file import FileTable, PickFile
from tui.screens.runs import RunsScreen
from tui.widgets.detail import DetailLine
from tui.widgets.launchtables import DryRunTable
from tui.widgets.settingspane import SettingsPane


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    write_small(tmp_path / "experiments")
    return Store(Path("runs"))


async def opened(pilot: Pilot[Any], store: Store, file: Path | None = None) -> LaunchScreen:
    screen = LaunchScreen(store, file or Path("experiments/small.toml"))
    await pilot.app.push_screen(screen)
    await ready(pilot, screen)
    return screen


async def ready(pilot: Pilot[Any], screen: LaunchScreen) -> None:
    """Wait until the newest draft has been resolved."""
    await until(pilot, lambda: screen.newest is not None and screen.newest.draft is screen.draft, "the preview")
    await pilot.pause()


async def find(pilot: Pilot[Any], words: str) -> None:
    """Go to the one setting that these words find."""
    await pilot.press("2", "slash", "home", "ctrl+k", *words, "enter")
    await pilot.pause()


async def type_value(pilot: Pilot[Any], value: str) -> EditSetting:
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, EditSetting), "the editor")
    editor = pilot.app.screen
    assert isinstance(editor, EditSetting)
    editor.query_one(Input).value = value
    await until(pilot, lambda: editor.query_one(DetailLine).text, "a word of the plan")
    return editor


def runs_of(screen: LaunchScreen) -> list[str]:
    return [planned.name for planned in screen.query_one(DryRunTable).rows]


async def test_a_file_is_chosen_from_a_list_in_which_broken_ones_show_their_mistake(store: Store) -> None:
    Path("experiments/broken.toml").write_text('[base]\ndata.name = "digts"\n[variants.baseline]\n')
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = LaunchScreen(store)
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: isinstance(pilot.app.screen, PickFile), "the list of files")
        picker = pilot.app.screen
        await until(pilot, lambda: picker.query_one(FileTable).rows, "the files")
        assert_looks_like(pilot.app, "launch-files-80x24")
        await pilot.press("enter")
        assert pilot.app.screen is picker, "a broken file cannot be chosen"
        await pilot.press("down", "enter")
        await ready(pilot, screen)
        assert runs_of(screen) == ["source/1", "baseline/1", "tuned/1", "source/2", "baseline/2", "tuned/2"]


async def test_without_a_choice_one_is_back_where_one_was(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickFile), "the list of files")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the runs")


async def test_where_there_is_no_experiment_it_says_what_one_is(store: Store) -> None:
    Path("experiments/small.toml").unlink()
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: "no experiment file lies here" in text_of(pilot.app), "the explanation")


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_the_three_lists_look_as_they_should(store: Store, size: tuple[int, int], name: str) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        await opened(pilot, store)
        for key in "123":
            await pilot.press(key)
            await pilot.pause()
            assert_looks_like(pilot.app, f"launch-{key}-{name}")


async def test_variants_and_seeds_are_chosen_and_a_start_is_kept(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        await pilot.press("space", "down", "space", "down", "down", "down", "space")
        await ready(pilot, screen)
        assert runs_of(screen) == ["source/2", "tuned/2"]
        assert "[+] source" in text_of(pilot.app)
        await pilot.press("a")
        await ready(pilot, screen)
        assert runs_of(screen) == ["source/1", "tuned/1", "source/2", "tuned/2"]
        await pilot.press("home", "a")
        await ready(pilot, screen)
        assert len(runs_of(screen)) == 6


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
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditSetting), "the editor")
        await pilot.pause()
        assert_looks_like(pilot.app, "launch-choice-80x24")
        await pilot.press("down", "enter")
        await until(pilot, lambda: pilot.app.screen is screen, "the launch screen")
        assert screen.draft is not None
        assert screen.draft.edits == {("", "optimizer.name"): "adamw"}
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditSetting), "the editor")
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
        screen.change(screen.draft.with_edit("training.epochs", "0"))
        await ready(pilot, screen)
        form = screen.query_one(SettingsPane)
        assert set(form.table.problems) == {"training.epochs"}
        await pilot.press("2")
        form.table.go_to("training.epochs")
        await until(pilot, lambda: "must be at least 1" in text_of(pilot.app), "the problem at its field")
        await pilot.press("s")
        await pilot.pause()
        assert pilot.app.screen is screen, "nothing is started"
        assert not store.root.exists()


async def test_a_value_that_is_typed_and_taken_in_one_burst_is_taken(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        await find(pilot, "optimizer.lr")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditSetting), "the editor")
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


async def test_plug_ins_are_asked_about_before_anything_of_them_runs(store: Store, tmp_path: Path) -> None:
    Path("mine.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    file = Path("with.toml")
    file.write_text('plugins = ["mine.py"]\n' + Path("experiments/small.toml").read_text())
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, file)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        assert not Path("ran").exists()
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is screen, "the launch screen")
        assert screen.newest is not None
        assert screen.newest.untrusted
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        await pilot.press("y")
        await until(pilot, lambda: screen.newest is not None and not screen.newest.untrusted, "trust")
        assert Path("ran").exists()


async def test_a_start_queues_the_runs_tells_how_many_and_goes_back_to_the_list(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_stand_ins(monkeypatch, tmp_path)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        await pilot.press("home", "a", "down", "space")
        await ready(pilot, screen)
        assert runs_of(screen) == ["source/1", "source/2"]
        await pilot.press("s", "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the runs")
        assert any("2 runs queued" in note.message for note in pilot.app._notifications)
        await until(pilot, lambda: over([store.run(row.id) for row in store.rows()]), "the end of the runs")
        assert [(row.variant, row.seed) for row in store.rows()] == [("source", 1), ("source", 2)]
    wait_until(lambda: not is_alive(store.root))


async def test_a_start_that_fails_says_why_and_loses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        Path("runs").write_text("a file where the store would be")
        await pilot.press("s")
        await until(pilot, lambda: any("runs" in note.message for note in pilot.app._notifications), "the notice")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert pilot.app.screen is screen


async def test_tab_goes_round_the_lists_and_another_file_can_be_opened(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store)
        places = []
        for key in ("tab", "tab", "tab", "shift+tab"):
            await pilot.press(key)
            places.append(screen.current_list)
        assert places == [1, 2, 0, 2]
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickFile), "the list of files")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "the launch screen")
        assert screen.draft is not None
