"""What a run takes of its machine, in rows."""

from pathlib import Path
from typing import Any

import pytest

from store.liveness import this_machine
from store.run import Run
from store.status import Status
from tests.support.stores import BEGAN, add_run
from trainer.launch.meters import GpuMeter
from trainer.launch.runmeters import RunMeter
from tui.pace import Pace
from tui.run.system import Facts, Samples, process_of, system_rows, unknown
from tui.run.view import View, courses_of

HERE = this_machine().as_evidence()
GPU = GpuMeter(0, "GPU-1", "NVIDIA H100", used=10 * 2**30, total=80 * 2**30, load=87, temperature=64)


def view_of(run: Run) -> View:
    history = run.history()
    return View(run.record, history, run.standing(), courses_of(run.record, history))


def told(view: View, samples: Samples, facts: Facts) -> dict[str, list[str]]:
    pace = Pace()
    pace.catch_up(view.history)
    return {row.key: [cell.text for cell in row.cells] for row in system_rows(view, pace, samples, facts)}


def test_a_run_that_has_ended_tells_speed_peak_and_time(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", epochs=5)
    rows = told(view_of(run), Samples(), Facts(run.state(), run.exit()))
    assert rows["speed"][:4] == ["images per second", "2,100", "2,100", "2,100"]
    assert rows["seconds"][:4] == ["seconds per epoch", "1.5", "1.5", "1.5"]
    assert rows["memory"] == ["memory of its processes", "", "", "238.4 MiB", ""]
    assert rows["waited"][1] == "0s"
    assert rows["unknown"] == ["it has ended: what its processes took is measured while a run trains"]


def test_what_was_seen_of_a_run_that_trains_is_told_with_its_gpu(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", status=Status.RUNNING)
    samples = Samples()
    samples.take(RunMeter(10.0, 2**30, 5.0, GPU))
    samples.take(RunMeter(12.0, 2**31, 8.0, GPU))
    rows = told(view_of(run), samples, Facts(run.state() | {"launched": HERE | {"t": BEGAN, "device": "GPU-1"}}))
    assert rows["memory"][:4] == ["memory of its processes", "2.0 GiB", "1.5 GiB", "2.0 GiB"]
    assert rows["cpu"][1] == "1.5"
    assert rows["gpu memory"][1] == "10.0 GiB"
    assert (rows["load"][1], rows["heat"][1]) == ("87%", "64°C")
    assert rows["total"][:2] == ["  of H100", "80.0 GiB"]
    assert "unknown" not in rows


@pytest.mark.parametrize(
    ("launched", "sample", "expected"),
    [
        (None, None, "nothing is measured before the run is launched"),
        ({"host": "elsewhere"}, None, "it runs on elsewhere: from here its processes are not seen"),
        (HERE, None, "measuring…"),
        (HERE, RunMeter(1.0), "its process is not to be found"),
        (HERE, RunMeter(1.0, 5, 1.0, None, "the driver sleeps"), "the driver sleeps"),
        (HERE, RunMeter(1.0, 5, 1.0), "it trains on the processor: there is no GPU to tell of"),
    ],
)
def test_what_is_not_known_is_said_in_a_line(
    tmp_path: Path, launched: dict[str, Any] | None, sample: RunMeter | None, expected: str
) -> None:
    run = add_run(tmp_path / "runs", status=Status.RUNNING)
    assert unknown(view_of(run), Samples(newest=sample), Facts({"launched": launched})) == expected


def test_only_processes_of_this_machine_are_looked_at(tmp_path: Path) -> None:
    view = view_of(add_run(tmp_path / "runs", status=Status.RUNNING))
    assert process_of(view, Facts({"launched": HERE | {"child": 42}})) == 42
    assert process_of(view, Facts({"launched": HERE | {"child": 42, "host": "elsewhere"}})) is None
    assert process_of(view, Facts({"launched": None})) is None
    over = view_of(add_run(tmp_path / "runs", seed=1))
    assert process_of(over, Facts({"launched": HERE | {"child": 42}})) is None


def test_before_anything_is_known_nothing_is_told_but_that(tmp_path: Path) -> None:
    run = add_run(tmp_path / "runs", status=Status.QUEUED)
    assert [*told(view_of(run), Samples(), Facts(run.state()))] == ["unknown"]
