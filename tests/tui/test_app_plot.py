"""The crosshair and the zoom of plots, by their keys, in a run and in a diff."""

from pathlib import Path

import pytest

from store.events import EventWriter
from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store
from tests.tui.diff_scene import opened as diff_opened
from tests.tui.screens import NARROW, WIDE, assert_looks_like, text_of, until
from tests.tui.test_app_run import opened
from tui.app import Backslide
from tui.panes.epochs import EpochsPane
from tui.screens.diff import DiffScreen
from tui.screens.help import Help
from tui.screens.run import RunScreen
from tui.widgets.epochtable import EpochTable
from tui.widgets.plot import Plot


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    return make_store(Path("runs"), 12, epochs=30)


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_a_crosshair_tells_the_values_and_a_zoom_shows_fewer_steps(
    store: Store, size: tuple[int, int], name: str
) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        await opened(pilot, store, "decline/tuned/0")
        await pilot.press("2", "left", "h", "h")
        await until(pilot, lambda: "epoch 28" in text_of(pilot.app), "the crosshair")
        await pilot.press("plus", "plus")
        await pilot.pause()
        assert_looks_like(pilot.app, f"run-2-zoomed-{name}")


async def test_keys_lead_along_the_curve_and_escape_takes_the_crosshair_away_before_it_leads_back(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await pilot.press("2")
        await until(pilot, lambda: isinstance(screen.focused, Plot), "the focus")
        plot = screen.focused
        assert isinstance(plot, Plot)
        found = []
        for key in ("home", "right", "l", "]", "shift+right", "[", "shift+left", "left", "end", "l"):
            await pilot.press(key)
            found.append(plot.look.at)
        assert found == [1, 2, 3, 13, 23, 13, 3, 2, 30, 30]
        await pilot.press("plus", "plus", "home")
        window = plot.look.window
        assert window
        assert window.left == 1
        await pilot.press("minus", "0")
        assert plot.look.window is None
        await pilot.press("escape")
        assert plot.look.at is None
        assert pilot.app.screen is screen
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen, "going back")


async def test_tab_goes_from_plot_to_plot_which_show_the_same_steps_each_with_a_curve_of_its_own(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await pilot.press("2")
        await until(pilot, lambda: isinstance(screen.focused, Plot), "the focus")
        first = screen.focused
        await pilot.press("home", "tab")
        second = screen.focused
        assert isinstance(first, Plot)
        assert isinstance(second, Plot)
        assert (first.id, second.id) == ("accuracy", "loss")
        assert second.look.at == 1
        await pilot.press("end", "plus")
        await until(pilot, lambda: (first.look.at, second.look.at) == (30, 30), "the crosshair of both")
        assert first.look.window == second.look.window is not None
        await pilot.press("down")
        assert (first.look.readings()[0].curve, second.look.readings()[0].curve) == (0, 1)
        assert all(plot.look.at is None for plot in screen.query_one(EpochsPane).query(Plot))
        await pilot.press("escape")
        await until(pilot, lambda: first.look.at is None, "the end of both")


async def test_plots_beside_the_epochs_have_a_crosshair_too(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await until(pilot, lambda: isinstance(screen.focused, EpochTable), "the table")
        await pilot.press("tab", "end", "1", "tab")
        plot = screen.query_one(EpochsPane).query_one("#accuracy", Plot)
        assert plot.look.at == 30


async def test_the_crosshair_stays_while_epochs_come_and_axes_change_and_goes_with_the_unit(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", variant="tuned", status=Status.RUNNING, epochs=40)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        await pilot.press("2", "end", "left", "plus")
        plot = screen.focused
        assert isinstance(plot, Plot)
        window = plot.look.window
        assert (plot.look.at, window is None) == (19, False)
        with EventWriter(run.folder / "events.jsonl") as writer:
            writer.write("epoch", epoch=21, metrics={"val.accuracy": 0.9, "train.accuracy": 0.9}, seconds=1.5)
        await until(pilot, lambda: plot.look.steps[-1] == 21, "the epoch")
        assert (plot.look.at, plot.look.window) == (19, window)
        await pilot.press("S", "Y")
        assert (plot.look.at, plot.look.window) == (19, window)
        await pilot.press("X")
        assert (plot.look.at, plot.look.window) == (None, None)
        await pilot.press("left")
        await until(pilot, lambda: "31.5 seconds" in text_of(pilot.app), "the crosshair by time")


async def test_the_large_curves_of_a_diff_have_the_same_crosshair_with_bands(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await diff_opened(pilot, store, "tuned")
        plot = screen.query_one(Plot)
        assert not plot.can_focus
        await pilot.press("2")
        await until(pilot, lambda: screen.focused is plot and plot.look.curves, "the curves")
        await pilot.press("end", "plus")
        await until(pilot, lambda: "epoch 30  baseline" in text_of(pilot.app), "the crosshair")
        assert " ± 0.00" in text_of(pilot.app)
        await pilot.press("escape", "escape")
        assert isinstance(pilot.app.screen, DiffScreen)
        await until(pilot, lambda: screen.focused is not plot and not plot.can_focus, "the table")
        await pilot.press("2")
        await until(pilot, lambda: screen.focused is plot, "the curves again")


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_zoomed_curves_of_a_diff_look_as_they_should(store: Store, size: tuple[int, int], name: str) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        screen = await diff_opened(pilot, store, "tuned", "remedy")
        plot = screen.query_one(Plot)
        await pilot.press("2")
        await until(pilot, lambda: screen.focused is plot and plot.look.curves, "the curves")
        await pilot.press("home", "]", "plus", "j")
        await pilot.pause()
        assert_looks_like(pilot.app, f"diff-zoomed-curves-{name}")


async def test_help_lists_the_keys_of_a_plot(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "decline/tuned/0")
        assert isinstance(screen, RunScreen)
        await pilot.press("2", "question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help), "the help")
        shown = text_of(pilot.app)
        assert "In a plot" in shown
        assert "Move the crosshair to the next point" in shown
        assert "Show fewer steps, round the crosshair" in shown
