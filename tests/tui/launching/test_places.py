"""Where runs would be done."""

from pathlib import Path

import pytest

from tests.support.experiments import write_small
from tests.trainer.launch.scene import use_stand_ins
from trainer.launch import claims
from trainer.launch.devices import Devices
from trainer.launch.gpus import Driver, Gpu
from trainer.launch.meters import GpuMeter, Holder, Machine, Process
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import PlannedRun, plan_runs
from tui.launching.places import Places, places_here, places_of

GPUS = tuple(GpuMeter(index, f"GPU-{index}", "H100", 0, 80) for index in range(3))


def places(machine: Machine) -> Places:
    gpus = tuple(Gpu(gpu.index, gpu.uuid, gpu.name, 80, 80, 0) for gpu in machine.gpus)
    return places_of(Devices(4, Driver(gpus=gpus)), machine, lambda holder: f"run {holder.run}")


def planned(folder: Path, device: str) -> PlannedRun:
    return plan_runs(load_experiment(write_small(folder), [f"training.device={device}"]))[0]


@pytest.fixture(autouse=True)
def all_gpus_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)


def test_gpus_are_free_unless_a_run_or_somebody_else_computes_there() -> None:
    busy = GpuMeter(1, "GPU-1", "H100", 0, 80, processes=(Process(7, "ada", "python"),))
    held = (Holder("GPU-2", "b", "runs"), Holder("cpu", "c", "runs"))
    found = places(Machine((GPUS[0], busy, GPUS[2]), slots=4, taken=1, holders=held)).by_kind
    assert found["gpu"].told == "1 of 3 GPUs free; busy: GPU 1 by ada python pid 7, GPU 2 by run b"
    assert found["cpu"].told == "3 of 4 CPU slots free; busy: run c"


def test_only_gpus_that_may_be_used_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2")
    assert places(Machine(GPUS, slots=4)).by_kind["gpu"].told == "1 GPU, free"


def test_a_run_is_put_on_a_gpu_where_there_is_one_unless_it_wants_the_cpu(tmp_path: Path) -> None:
    auto, cpu = planned(tmp_path, "auto"), planned(tmp_path, "cpu")
    assert [places(Machine(GPUS)).kind(run) for run in (auto, cpu)] == ["gpu", "cpu"]
    assert places(Machine(())).kind(auto) == "cpu"


def test_a_claim_that_is_held_on_this_machine_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_stand_ins(monkeypatch, tmp_path, slots=2)
    taken = claims.take("cpu-0", {"run": "a", "store": "elsewhere"})
    assert taken is not None
    found = places_here(tmp_path / "runs", [])
    assert found is not None
    assert found.by_kind["cpu"].told == "1 of 2 CPU slots free; busy: a of elsewhere"
