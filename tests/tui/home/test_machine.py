"""The devices as lines."""

from pathlib import Path

from tests.tui.rows import row
from trainer.launch.meters import GpuMeter, Holder, Machine, Process
from tui.home.lines import HomeLine
from tui.home.machine import Devices

GIBIBYTE = 2**30
ROOT = Path("/runs")
ROWS = {"id-1": row(id="id-1"), "id-2": row(seed=2, id="id-2")}


def gpu(*processes: Process, **changes: object) -> GpuMeter:
    fields = {"load": 87, "temperature": 64, "processes": processes} | changes
    return GpuMeter(0, "GPU-1", "NVIDIA H100 80GB HBM3", 60 * GIBIBYTE, 80 * GIBIBYTE, **fields)  # type: ignore[arg-type]


def lines(*gpus: GpuMeter, holders: tuple[Holder, ...] = (), **changes: object) -> list[HomeLine]:
    machine = Machine(gpus, 40.0, 4 * GIBIBYTE, 16 * GIBIBYTE, 8, 3, holders, **changes)  # type: ignore[arg-type]
    return list(Devices(ROOT).section(machine, ROWS).lines)


def texts(line: HomeLine) -> list[str]:
    return [cell.text for cell in line.cells]


def test_a_gpu_on_which_a_run_of_this_store_computes_names_it() -> None:
    process = Process(7, "anna", "python", 30 * GIBIBYTE, 7)
    line, _ = lines(gpu(process), holders=(Holder("GPU-1", "id-1", "/runs"),))
    assert texts(line) == ["GPU 0 H100 80GB HBM3", "▰▰▰▰▱  87%", "60.0/80.0 GiB", "64°C", "decline/tuned/0"]
    assert line.text.endswith("GPU-1  ·  pid 7 anna python 30.0 GiB decline/tuned/0")


def test_strangers_are_told_by_user_and_process() -> None:
    line, _ = lines(gpu(Process(7, "bob", "jupyter"), Process(9)))
    assert texts(line)[-1] == "bob: jupyter 7, pid 9, not seen from here"


def test_runs_that_share_a_gpu_are_told_by_their_process_groups() -> None:
    holders = (Holder("GPU-1", "id-1", "/runs", 7), Holder("GPU-1", "id-2", "/runs", 8))
    line, _ = lines(gpu(Process(80, group=8)), holders=holders)
    assert texts(line)[-1] == "decline/tuned/2, decline/tuned/0", "also one that only begins"


def test_a_run_of_another_store_is_told_with_it() -> None:
    line, _ = lines(gpu(), holders=(Holder("GPU-1", "id-1", "/elsewhere"),))
    assert texts(line)[-1] == "id-1 of /elsewhere"


def test_a_gpu_that_nobody_uses_is_free_and_what_is_not_known_is_a_dash() -> None:
    line, _ = lines(gpu(load=None, temperature=None))
    assert texts(line)[1:] == ["–", "60.0/80.0 GiB", "–", "free"]
    assert line.text.endswith("no process computes on it")


def test_a_hot_gpu_is_marked() -> None:
    line, _ = lines(gpu(temperature=91))
    assert line.cells[3].tone == "warn"


def test_the_cpu_is_told_with_the_slots_that_runs_have_taken() -> None:
    (line,) = lines(holders=(Holder("cpu", "id-1", "/runs"), Holder("cpu", "id-2", "/runs")))
    assert texts(line) == ["CPU", "▰▰▱▱▱  40%", "4.0/16.0 GiB", "", "3 of 8 slots: decline/tuned/0, decline/tuned/2"]


def test_what_is_wrong_is_one_dim_line() -> None:
    *_, line = lines(problem="the NVIDIA driver does not answer: lost")
    assert (line.kind, line.text) == ("note", "the NVIDIA driver does not answer: lost")
