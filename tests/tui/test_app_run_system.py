"""What a run takes of its machine, on its screen."""

import os
import sys
from pathlib import Path

import pytest

from store.status import Status
from store.store import Store
from tests.support.nvml import nvml
from tests.support.stores import add_run
from tests.tui.screens import NARROW, text_of, until
from tests.tui.test_app_run import opened
from tui.app import Backslide
from tui.panes.system import SystemPane
from tui.widgets.plot import Plot


async def test_processes_and_gpu_of_a_run_that_trains_are_looked_at_while_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", nvml())
    run = add_run(tmp_path / "runs", status=Status.RUNNING)
    with run.change_state() as state:
        state["launched"] |= {"child": os.getpid(), "device": "GPU-1"}
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/baseline/0")
        pane = screen.pane_of(SystemPane)
        assert pane._samples.newest is None, "nobody looks"
        await pilot.press("8")
        await until(pilot, lambda: "87%" in text_of(pilot.app), "the GPU")
        shown = text_of(pilot.app)
        assert "64°C" in shown
        assert "memory of its processes" in shown
        assert "80 B" in shown
        await until(pilot, lambda: "processors at work" in text_of(pilot.app), "a second look")
        await pilot.press("1")
        await until(pilot, lambda: not pane._measuring, "the last look")
        pane._measure()
        assert not pane._measuring, "nobody looks any more"


async def test_the_plot_of_the_speed_has_the_keys_of_every_plot(tmp_path: Path) -> None:
    add_run(tmp_path / "runs", epochs=8)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "decline/baseline/0")
        await pilot.press("8")
        plot = screen.query_one("#pace", Plot)
        await until(pilot, lambda: plot.chart.curves, "the curve")
        await pilot.press("X", "tab", "end")
        assert screen.focused is plot
        assert "12 seconds" in text_of(pilot.app)


async def test_a_run_of_another_machine_says_so(tmp_path: Path) -> None:
    add_run(tmp_path / "runs", status=Status.UNKNOWN)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await opened(pilot, store, "decline/baseline/0")
        await pilot.press("8")
        await until(pilot, lambda: "it runs on elsewhere: from here" in text_of(pilot.app), "the reason")
