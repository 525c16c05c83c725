"""The screen of one run, by its keys."""

from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot

from store.events import EventWriter
from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store
from tests.tui.screens import NARROW, WIDE, assert_looks_like, settled, text_of, until
from tui.app import Backslide
from tui.panes.curves import CurvesPane
from tui.panes.settings import RunSettingsPane
from tui.screens.ask import Ask
from tui.screens.diff import DiffScreen
from tui.screens.export import ExportScreen
from tui.screens.neighbours import run_ids
from tui.screens.run import RunScreen
from tui.screens.runs import RunsScreen
from tui.widgets.celltable import CellTable
from tui.widgets.console import Console
from tui.widgets.detail import DetailLine
from tui.widgets.epochtable import EpochTable
from tui.widgets.plot import Plot
from tui.widgets.searchline import SearchLine


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    return make_store(Path("runs"), 4, epochs=8)


async def opened(pilot: Pilot[Any], store: Store, name: str) -> RunScreen:
    screen = RunScreen(store, store.find(name))
    await pilot.app.push_screen(screen)
    await settled(pilot)
    await until(pilot, lambda: screen.view is not None, "the run")
    await pilot.pause()
    return screen


async def test_keys_change_how_both_plots_are_seen_where_there_are_plots(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await pilot.press("S", "X", "Y", "2")
        plots = list(screen.query_one(CurvesPane).query(Plot))
        await until(pilot, lambda: all(plot.chart.curves for plot in plots), "the curves")
        assert not any(plot.chart.notes for plot in plots), "a small screen has no plots beside its epochs"
        await pilot.press("S", "X", "Y")
        await pilot.pause()
        for plot in plots:
            assert plot.chart.notes == ("light smoothing (EMA 0.6), end values as measured", "log axis")
            assert plot.chart.x_title == "seconds"
            curve = plot.chart.curves[0]
            assert curve.band is None
            assert curve.end == store.find("decline/tuned/0").history().last[f"val.{plot.id}"] != curve.values[-1]
        assert_looks_like(pilot.app, "run-2-seen-80x24")


async def test_settings_show_what_differs_from_the_baseline_and_all_at_a_key(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await pilot.press("3")
        table = screen.query_one("#pane-settings", CellTable)
        await until(pilot, lambda: table.rows, "the settings")
        keys = {row.key for row in table.rows}
        assert {"regularizers.dropout.rate", "optimizer.lr", "= dropout.layers"} <= keys
        assert "optimizer.beta1" not in keys
        await pilot.press("a")
        await pilot.pause()
        assert table.display
        assert "optimizer.beta1" in {row.key for row in table.rows}


async def test_every_pane_has_its_tab_on_a_small_screen_also_with_many_warnings(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", status=Status.RUNNING)
    with EventWriter(run.folder / "events.jsonl") as writer:
        for number in range(12):
            writer.write("warning", setting=f"s{number}", text="nothing")
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await opened(pilot, store, "decline/baseline/0")
        tabs = "1 Epochs 2 Curves 3 Settings 4 Results 5 Warn (12) 6 Console 7 Events 8 System"
        assert tabs in text_of(pilot.app)
        await pilot.resize_terminal(*WIDE)
        await until(
            pilot, lambda: "5 Warnings (12)   6 Console   7 Events   8 System" in text_of(pilot.app), "more room"
        )


@pytest.mark.parametrize("status", [Status.FINISHED, Status.RUNNING])
async def test_keys_that_do_nothing_here_are_not_offered(tmp_path: Path, status: Status) -> None:
    add_run(tmp_path / "runs", variant="tuned", status=status)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store, "decline/tuned/0")
        runs = status is Status.RUNNING
        await until(pilot, lambda: ("s Stop" in text_of(pilot.app)) is runs, "the keys of its status")
        assert "a All settings" not in text_of(pilot.app)
        await pilot.press("3")
        await until(pilot, lambda: "a All settings" in text_of(pilot.app), "the keys of the settings")


async def test_settings_are_compared_with_the_baseline_that_the_run_was_launched_beside(tmp_path: Path) -> None:
    add_run(tmp_path / "runs", created=1e9, epochs=5)
    add_run(tmp_path / "runs", variant="tuned", created=1e9, epochs=5)
    add_run(tmp_path / "runs", created=2e9, epochs=9)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await pilot.press("3")
        table = screen.query_one("#pane-settings", CellTable)
        await until(pilot, lambda: table.rows, "the settings")
        assert "regularizers.dropout.rate" in {row.key for row in table.rows}
        assert "training.epochs" not in {row.key for row in table.rows}


async def test_the_baseline_itself_shows_all_that_it_sets(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "decline/baseline/0")
        await pilot.press("3")
        table = screen.query_one("#pane-settings", CellTable)
        await until(pilot, lambda: table.rows, "the settings")
        keys = {row.key for row in table.rows}
        assert "optimizer.beta1" in keys
        assert "# this is the baseline: all that it sets; methods that are off are left out" in keys
        assert "regularizers.l1.amount" not in keys
        await pilot.press("a")
        keys = {row.key for row in table.rows}
        assert {"optimizer.beta1", "regularizers.l1.amount", "# this is the baseline: all its settings"} <= keys


async def test_epochs_arrive_while_the_run_goes_on(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", variant="tuned", status=Status.RUNNING, epochs=20)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        table = screen.query_one(EpochTable)
        assert len(table.rows) == 10
        with EventWriter(run.folder / "events.jsonl") as writer:
            writer.write("progress", epoch=11, step=20, steps=40, loss=0.3, images_per_second=1234.0)
            await until(pilot, lambda: "step 20/40" in text_of(pilot.app), "progress")
            assert "1,234 images/s" in text_of(pilot.app)
            metrics = {"val.accuracy": 0.99, "train.accuracy": 0.98, "val.loss": 0.1}
            writer.write("epoch", epoch=11, metrics=metrics, seconds=1.0)
            await until(pilot, lambda: len(table.rows) == 11, "the epoch")
            assert (table.cursor, table.best) == (10, 11)
            assert screen.query_one("EpochsPane #accuracy", Plot).chart.curves[0].values[-1] == 0.99
            await pilot.press("up")
            writer.write("epoch", epoch=12, metrics={"val.accuracy": 0.5}, seconds=1.0)
            await until(pilot, lambda: "+1 new" in text_of(pilot.app), "the count of what is new")
            assert table.cursor == 9
            await pilot.press("end")
            await pilot.pause()
            assert "new, end follows" not in text_of(pilot.app)


async def test_the_console_is_followed_while_it_is_on_screen(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", status=Status.RUNNING)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/baseline/0")
        await pilot.press("6")
        console = screen.query_one(Console)
        await until(pilot, lambda: len(console.rows) == 2, "the console")
        with (run.folder / "console.log").open("a") as file:
            file.write("[red]Traceback\x1b[2J\n")
        await until(pilot, lambda: "[red]Traceback␛[2J" in text_of(pilot.app), "the new line")


async def test_the_console_is_searched_in_place_and_the_line_for_it_goes_with_the_pane(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await pilot.press("6")
        await until(pilot, lambda: len(screen.query_one(Console).rows) == 8, "the console")
        await pilot.press("slash")
        await until(pilot, lambda: screen.query(SearchLine), "the line")
        await pilot.press(*"0.7674")
        detail = screen.query_one(DetailLine)
        await until(pilot, lambda: detail.text == "epoch 4  val 0.7674", "the line that was found")
        assert_looks_like(pilot.app, "run-6-search-80x24")
        await screen.action_pane(1)
        await until(pilot, lambda: not screen.query(SearchLine), "the line to go")
        assert screen.focused is screen.query_one(EpochTable)


async def test_a_long_run_is_there_whole(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", status=Status.RUNNING, epochs=5)
    line = '{{"t": 1790000001.0, "kind": "epoch", "epoch": {}, "metrics": {{"val.accuracy": 0.5, "val.loss": 1.0}}}}\n'
    (run.folder / "events.jsonl").write_text("".join(line.format(number) for number in range(1, 5_001)))
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "decline/baseline/0")
        table = screen.query_one(EpochTable)
        assert (len(table.rows), table.cursor) == (5_000, 4_999)
        assert "5000" in text_of(pilot.app)


async def test_one_key_leads_to_the_diff_of_this_run_against_its_baseline(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DiffScreen), "the diff")
        assert isinstance(pilot.app.screen, DiffScreen)
        assert (pilot.app.screen.baseline, pilot.app.screen.tuned) == ("decline/baseline", (screen._run.id,))


async def test_help_of_the_setting_under_the_cursor_is_shown(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await pilot.press("3")
        await pilot.pause()
        table = screen.query_one("#pane-settings", CellTable)
        await until(pilot, lambda: table.rows, "the settings")
        table.go_to("regularizers.dropout.rate")
        await until(pilot, lambda: "regularizers.dropout.rate: " in text_of(pilot.app), "the help")


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("s", "this has ended already, so there is nothing to stop"),
        ("r", "nothing here was stopped, lost or failed, so there is nothing to go on with"),
    ],
)
async def test_a_key_that_can_do_nothing_for_a_finished_run_says_why_and_is_not_offered(
    store: Store, key: str, why: str
) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store, "decline/tuned/0")
        assert f" {key} " not in text_of(pilot.app).splitlines()[-1]
        await pilot.press(key)
        await pilot.pause()
        assert [one.message for one in pilot.app._notifications] == [why]


async def test_stopping_a_run_from_its_screen_asks_first(tmp_path: Path) -> None:
    add_run(tmp_path / "runs", status=Status.RUNNING)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await opened(pilot, store, "decline/baseline/0")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        await pilot.press("y")
        await until(pilot, lambda: "stopping" in text_of(pilot.app), "the stop")


async def test_keys_lead_from_a_run_to_the_next_of_the_list_on_the_same_pane(tmp_path: Path) -> None:
    store = make_store(tmp_path / "runs", 8)
    async with Backslide(store).run_test(size=NARROW, notifications=True) as pilot:
        runs = pilot.app.screen
        assert isinstance(runs, RunsScreen)
        order = list(run_ids(runs.list.lines()))
        assert len(order) == 8
        runs.open_run(order[0])
        await pilot.press("3")
        for key, id_ in zip("JJKK", (order[1], order[2], order[1], order[0]), strict=True):
            await pilot.press(key)
            await until(pilot, lambda wanted=id_: pilot.app.screen.bookmark() == ("run", wanted, "3"), "the neighbour")
        await pilot.press("K")
        await until(pilot, lambda: "this is the first run of the list" in text_of(pilot.app), "why not")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is runs, "the list")
        assert order[0] in {row.id for row in runs.chosen_rows()}


async def test_what_is_taken_away_holds_panes_that_nobody_has_looked_at_too(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await until(pilot, lambda: screen.pane_of(RunSettingsPane)._settings, "the comparison")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the dialog")
        assert isinstance(pilot.app.screen, ExportScreen)
        tables = {table.name: len(table.rows) for table in pilot.app.screen.document.tables}
        assert list(tables) == ["figures", "settings", "epochs"]
        assert min(tables.values()) > 3


async def test_keys_after_the_one_that_quits_are_no_crash(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await opened(pilot, store, "decline/tuned/0")
        for key in "q21e":
            pilot.app.post_message(Key(key, key))
        await pilot.pause()
    assert pilot.app.return_code == 0
