"""How busy the machine is, with a library in NVML's place, and real processes and claims."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pynvml
import pytest

from tests.support.nvml import nvml, raises
from trainer.launch import claims
from trainer.launch.meters import Holder, Machine, Process, of_group, read_machine


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(tmp_path / "claims"))
    monkeypatch.setenv("BACKSLIDE_CPU_SLOTS", "3")


def measured(library: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setitem(sys.modules, "pynvml", library)
    return read_machine()


def test_a_gpu_is_told_with_load_memory_heat_and_who_computes_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    me = psutil.Process()
    told = [SimpleNamespace(pid=me.pid, usedGpuMemory=6), SimpleNamespace(pid=2**22 + 1, usedGpuMemory=None)]
    library = nvml(nvmlDeviceGetComputeRunningProcesses=lambda _: told)
    (gpu,) = measured(library, monkeypatch).gpus
    assert (gpu.name, gpu.load, gpu.used, gpu.total, gpu.temperature) == ("H100", 87, 10, 80, 64)
    mine, unseen = gpu.processes
    assert mine == Process(me.pid, me.username(), me.name(), 6, os.getpgid(0))
    assert unseen == Process(2**22 + 1), "a process of another container is told by its number alone"
    assert library.open == 0, "the driver is let go"


def test_what_the_driver_does_not_know_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = raises(pynvml.NVMLError_NotSupported)
    names = ("UtilizationRates", "Temperature", "ComputeRunningProcesses")
    library = nvml(**{f"nvmlDeviceGet{name}": unknown for name in names})
    (gpu,) = measured(library, monkeypatch).gpus
    assert (gpu.load, gpu.temperature, gpu.processes) == (None, None, ())


def test_a_machine_without_a_driver_has_no_gpus_and_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = measured(nvml(nvmlInit=raises(pynvml.NVMLError_LibraryNotFound)), monkeypatch)
    assert (machine.gpus, machine.problem, machine.slots) == ((), "", 3)
    assert 0 < machine.used < machine.total


def test_the_first_look_waits_a_moment_to_know_the_load(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float | None] = []
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval: asked.append(interval) or 40.0)
    assert (read_machine(first=True).load, read_machine().load) == (40.0, 40.0)
    assert asked == [0.2, None]


def test_a_driver_that_does_not_answer_is_told_and_the_rest_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = measured(nvml(nvmlDeviceGetCount=raises(pynvml.NVMLError_GpuIsLost)), monkeypatch)
    assert machine.problem.startswith("the NVIDIA driver does not answer: ")
    assert machine.total > 0


def test_a_gpu_that_is_lost_does_not_take_the_others_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def memory(handle: str) -> SimpleNamespace:
        if handle == "handle 0":
            raise pynvml.NVMLError_GpuIsLost
        return SimpleNamespace(free=70, total=80)

    machine = measured(nvml(nvmlDeviceGetCount=lambda: 2, nvmlDeviceGetMemoryInfo=memory), monkeypatch)
    assert [gpu.index for gpu in machine.gpus] == [1]
    assert machine.problem == "the NVIDIA driver does not answer for 1 of 2 GPUs"


def test_who_holds_slots_is_told_once_and_how_many_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, run in (("cpu-0", "r1"), ("cpu-1", "r1"), ("GPU-1", "r2"), ("GPU-1.deciding", "")):
        assert claims.take(name, {"run": run, "store": "/runs"} if run else {}) is not None
    machine = measured(nvml(), monkeypatch)
    assert machine.taken == 2
    assert set(machine.holders) == {Holder("cpu", "r1", "/runs"), Holder("GPU-1", "r2", "/runs")}


def test_of_a_gpu_that_is_shared_the_parts_say_who_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    path = claims.claims_folder() / "GPU-1.lock"
    path.write_text('{"run": "gone", "store": "/runs"}')
    assert claims.take("GPU-1", {}, shared=True) is not None
    for part in (0, 1):
        assert claims.take(f"GPU-1.part-{part}", {"run": f"r{part}", "store": "/runs", "group": part}) is not None
    holders = measured(nvml(), monkeypatch).holders
    assert holders == (Holder("GPU-1", "r0", "/runs", 0), Holder("GPU-1", "r1", "/runs", 1))
    assert of_group(holders, Process(7, group=1)) == holders[1]
    assert of_group(holders, Process(7, group=9)) is None


def test_whoever_has_a_gpu_alone_computes_on_it() -> None:
    assert of_group([Holder("GPU-1", "r", "/runs")], Process(7, group=9)) == Holder("GPU-1", "r", "/runs")


def test_claims_that_cannot_be_read_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(tmp_path / "file" / "claims"))
    machine = measured(nvml(), monkeypatch)
    assert "the folder of device claims cannot be made" in machine.problem
    assert len(machine.gpus) == 1
