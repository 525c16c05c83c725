"""The launch screen, by its keys."""

from pathlib import Path
from threading import Event

import pytest

from store.store import Store
from tests.trainer.launch.scene import over, use_stand_ins, wait_until
from tests.tui.launch_scene import opened, ready, runs_of, small_store
from tests.tui.screens import NARROW, WIDE, assert_looks_like, text_of, until
from trainer.launch.dispatcher import is_alive
from tui.app import Backslide
from tui.screens.ask import Ask
from tui.screens.launch import LaunchScreen
from tui.screens.pick_file import FileTable, PickFile
from tui.screens.runs import RunsScreen
from tui.widgets.detail import DetailLine
from tui.widgets.filelines import FileLines


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    return small_store(tmp_path, monkeypatch)


async def test_a_file_is_chosen_from_a_list_in_which_broken_ones_show_their_mistake(store: Store) -> None:
    Path("experiments/broken.toml").write_text('[base]\ndata.name = "digts"\n[variants.baseline]\n')
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = LaunchScreen(store)
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: isinstance(pilot.app.screen, PickFile), "the list of files")
        picker = pilot.app.screen
        await until(pilot, lambda: picker.query_one(FileTable).rows, "the files")
        assert_looks_like(pilot.app, "launch-files-80x24")
        await pilot.press("down", "enter")
        await ready(pilot, screen)
        assert runs_of(screen) == ["source/1", "baseline/1", "tuned/1", "source/2", "baseline/2", "tuned/2"]


async def test_a_broken_file_opens_at_its_first_mistake_from_where_it_can_be_edited(store: Store) -> None:
    Path("experiments/broken.toml").write_text('[base]\ndata.name = "digts"\n[variants.baseline]\n')
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = LaunchScreen(store)
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: pilot.app.screen.query(FileTable), "the list of files")
        await until(pilot, lambda: pilot.app.screen.query_one(FileTable).rows, "the files")
        await pilot.press("enter")
        await ready(pilot, screen)
        line = screen.query_one(FileLines).current
        assert pilot.app.focused is screen.query_one(FileLines)
        assert line is not None
        assert (line.number, line.problem) == (1, screen.query_one(DetailLine).text)
        assert "network.name: is missing" in line.problem


async def test_without_a_choice_one_is_back_where_one_was(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickFile), "the list of files")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the runs")


async def test_as_long_as_files_are_looked_for_it_does_not_say_that_there_are_none(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Event()

    def slow_files(_: Path) -> list[Path]:
        read.wait(20)
        return []

    monkeypatch.setattr("tui.launching.files.experiment_files", slow_files)
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickFile), "the list of files")
        await pilot.pause()
        shown = text_of(pilot.app)
        read.set()
        assert "looking for experiment files" in shown
        assert "no experiment file lies here" not in shown
        await until(pilot, lambda: "no experiment file lies here" in text_of(pilot.app), "the end of the search")


async def test_where_there_is_no_experiment_it_says_what_one_is(store: Store) -> None:
    Path("experiments/small.toml").unlink()
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: "no experiment file lies here" in text_of(pilot.app), "the explanation")


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
        for key in ("tab", "tab", "tab", "tab", "shift+tab"):
            await pilot.press(key)
            places.append(screen.current_list)
        assert places == [1, 2, 3, 0, 3]
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickFile), "the list of files")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "the launch screen")
        assert screen.draft is not None
