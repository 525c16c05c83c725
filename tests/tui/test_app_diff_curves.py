"""The curves of the diff screen, by their keys."""

from pathlib import Path
from statistics import mean, stdev

import pytest

from store.compare.curves.group_curves import GroupCurves
from store.compare.curves.model import Chart, CurveView
from store.events import EventWriter
from store.status import Status
from store.store import Store
from tests.support.stores import EPOCH_SECONDS, add_run
from tests.tui.diff_scene import compared_store, opened, redrawn
from tests.tui.screens import NARROW, WIDE, text_of, until
from tui.app import Backslide
from tui.widgets.plot import Plot


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    return compared_store(tmp_path, monkeypatch)


async def test_the_curves_are_means_over_seeds_of_a_metric_that_a_key_changes(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        plot = screen.query_one(Plot)
        assert [curve.label for curve in plot.chart.curves] == ["baseline", "tuned"]
        seeds = [run.history().curve("val.accuracy")[1] for run in store.find_group("decline/tuned")]
        tuned = plot.chart.curves[1]
        assert tuned.values == pytest.approx([sum(values) / 3 for values in zip(*seeds, strict=True)])
        assert tuned.band
        assert tuned.band.highs == pytest.approx([mean(values) + stdev(values) for values in zip(*seeds, strict=True)])
        assert plot.title == "val.accuracy, mean ± standard deviation over seeds"
        await redrawn(pilot, "m")
        assert plot.title != "val.accuracy, mean ± standard deviation over seeds"
        await redrawn(pilot, "M")
        assert plot.title == "val.accuracy, mean ± standard deviation over seeds"


async def test_how_curves_are_seen_stays_when_metric_and_cursor_change_and_until_keys_turn_it_back(
    store: Store,
) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store, "tuned")
        plot = await redrawn(pilot, "S", "X", "Y")
        said = plot.chart.notes
        assert said == ("light smoothing (EMA 0.6), end values as measured", "log axis")
        assert (plot.chart.x_title, plot.chart.log) == ("seconds", True)
        assert plot.chart.curves[0].steps[-1] == 8 * EPOCH_SECONDS
        for key in ("j", "m", "a", "m"):
            await redrawn(pilot, key)
            assert (plot.chart.notes, plot.chart.x_title) == (said, "seconds")
        await redrawn(pilot, "S")
        assert plot.chart.notes[0].startswith("strong smoothing")
        await redrawn(pilot, "S", "X", "Y")
        assert (plot.chart.notes, plot.chart.x_title, plot.chart.log) == ((), "epoch", False)


async def test_hidden_curves_are_not_worked_out_until_a_key_shows_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    chart = GroupCurves.chart

    def counted(curves: GroupCurves, metric: str, view: CurveView) -> Chart:
        asked.append(metric)
        return chart(curves, metric, view)

    monkeypatch.setattr(GroupCurves, "chart", counted)
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await opened(pilot, store, "tuned")
        assert not asked
        plot = await redrawn(pilot, "Y")
        assert asked == ["val.accuracy"]
        assert plot.display
        assert "log axis" in text_of(pilot.app)


async def test_the_keys_of_the_curves_are_in_the_help(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store, "tuned")
        await pilot.press("question_mark")
        await pilot.pause()
        shown = text_of(pilot.app)
        for tooltip in ("Smooth the curves", "Draw by epochs, or by time of training", "Draw on a log axis"):
            assert tooltip in shown


async def test_curves_fit_after_the_terminal_was_resized_while_they_were_hidden(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store, "tuned")
        await pilot.press("c")
        await pilot.resize_terminal(80, 45)
        await pilot.press("c")
        await until(pilot, lambda: any(line.endswith("epoch") for line in text_of(pilot.app).splitlines()), "the axis")


async def test_a_figure_that_is_written_comes_on_screen(store: Store) -> None:
    run = add_run(store.root, variant="live", status=Status.RUNNING, epochs=9)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "live")
        assert "running" in text_of(pilot.app), "a comparison with an unfinished run says so"
        before = len(screen.query_one(Plot).chart.curves[1].steps)
        with EventWriter(run.folder / "events.jsonl") as events:
            events.write("epoch", epoch=before + 1, metrics={"val.accuracy": 0.1234})
        await until(pilot, lambda: screen.query_one(Plot).chart.curves[1].values[-1] == 0.1234, "the new epoch")
