"""What runs are put on."""

import os
from pathlib import Path

import pytest

from trainer.launch import claims, devices
from trainer.launch.devices import Claim, Devices, Need, claim, claim_from, cpu_slots
from trainer.launch.errors import LaunchError
from trainer.launch.gpus import Driver, Gpu
from trainer.launch.terms import Terms

HOLDER = {"run": "r1"}
CPU = Need("cpu")


def gpu(index: int, free: int = 8, processes: int = 0, *, mig: bool = False) -> Gpu:
    return Gpu(index, f"GPU-{index}", "H100", free * 2**30, 80 * 2**30, processes, mig)


def machine(*gpus: Gpu, slots: int = 2) -> Devices:
    return Devices(slots, Driver("570.1", gpus))


def claimed(need: Need, on: Devices) -> str | None:
    """Return the device that is given, and let it go again."""
    found = claim(need, on, HOLDER)
    if found is None:
        return None
    found.close()
    return found.device


def test_a_run_takes_as_many_slots_as_it_has_threads_or_none() -> None:
    two = claim(Need("cpu", threads=2), machine(slots=3), HOLDER)
    assert two is not None
    assert len(two.descriptors) == 2
    assert claimed(Need("cpu", threads=2), machine(slots=3)) is None
    assert claimed(CPU, machine(slots=3)) == "cpu", "the attempt has left its half"
    two.close()
    assert claimed(Need("cpu", threads=2), machine(slots=3)) == "cpu"


def test_a_run_of_more_threads_than_there_are_slots_takes_them_all() -> None:
    found = claim(Need("cpu", threads=64), machine(slots=2), HOLDER)
    assert found is not None
    assert (len(found.descriptors), found.environment()["OMP_NUM_THREADS"]) == (2, "64")
    found.close()


def test_the_gpu_with_the_most_free_memory_is_taken_first() -> None:
    on = machine(gpu(0, free=10), gpu(1, free=70), gpu(2, free=40))
    first, second = claim(Need(), on, HOLDER), claim(Need(), on, HOLDER)
    assert first is not None
    assert second is not None
    assert [first.device, second.device] == ["GPU-1", "GPU-2"]
    assert first.environment()["CUDA_VISIBLE_DEVICES"] == "GPU-1"
    first.close()
    second.close()


def test_a_gpu_on_which_a_stranger_computes_is_left_alone() -> None:
    assert claimed(Need(), machine(gpu(0, free=70, processes=1), gpu(1, free=10))) == "GPU-1"
    assert claimed(Need("cuda"), machine(gpu(0, processes=1))) is None


@pytest.mark.parametrize(
    ("wanted", "gpus", "given"),
    [
        ("auto", [gpu(0)], "GPU-0"),
        ("cuda", [gpu(0)], "GPU-0"),
        ("cpu", [gpu(0)], "cpu"),
        ("auto", [], "cpu"),
        ("cuda", [], "cpu"),
        ("auto", [gpu(0, mig=True)], "cpu"),
    ],
)
def test_a_run_gets_the_kind_of_device_that_it_asks_for(wanted: str, gpus: list[Gpu], given: str) -> None:
    assert claimed(Need(wanted), machine(*gpus)) == given


@pytest.mark.parametrize(
    ("visible", "places"),
    [
        ("1", ("GPU-1",)),
        ("GPU-0, 2", ("GPU-0", "GPU-2")),
        ("", ("cpu",)),
        ("-1", ("cpu",)),
        (None, ("GPU-0", "GPU-1", "GPU-2")),
    ],
)
def test_a_run_is_put_only_on_the_gpus_that_whoever_queued_it_could_see(
    visible: str | None, places: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    gpus = Terms().as_state()["gpus"]
    need, on = Need("auto", 1, None if gpus is None else tuple(gpus)), machine(gpu(0), gpu(1), gpu(2))
    assert need.places(on) == places
    assert claimed(need, on) == (places[0] if places else None)


def test_a_run_waits_for_its_turn_at_each_gpu() -> None:
    on = machine(gpu(0, free=70), gpu(1, free=10))
    found = claim(Need(), on, HOLDER, lambda place: place == "GPU-1")
    assert found is not None
    assert found.device == "GPU-1"
    found.close()
    assert claim(Need(), on, HOLDER, lambda _: False) is None
    assert claim(CPU, on, HOLDER, lambda _: False) is None


def test_a_run_on_the_cpu_sees_no_gpu() -> None:
    assert Claim("cpu", "CPU").environment()["CUDA_VISIBLE_DEVICES"] == ""


def test_a_claim_can_be_handed_on_as_an_argument() -> None:
    found = Claim("GPU-1", "H100", 4, [7, 9])
    assert claim_from(found.as_text()) == found


def test_a_claim_that_is_let_go_is_free() -> None:
    found = claim(CPU, machine(slots=1), HOLDER)
    assert found is not None
    assert [name for name, _ in claims.held()] == ["cpu-0"]
    found.close()
    assert list(claims.held()) == []


def test_there_are_as_many_slots_as_this_process_may_use_cpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BACKSLIDE_CPU_SLOTS")
    assert 1 <= cpu_slots() <= len(os.sched_getaffinity(0))


@pytest.mark.parametrize(("quota", "slots"), [("150000 100000", 2), ("max 100000", 2**16), ("", 2**16)])
def test_a_container_s_quota_counts(quota: str, slots: int, tmp_path: Path) -> None:
    if quota:
        (tmp_path / "cpu.max").write_text(f"{quota}\n")
    assert devices._quota(tmp_path) == slots


@pytest.mark.parametrize(("quota", "slots"), [("150000", 2), ("-1", 2**16)])
def test_the_quota_of_an_older_kernel_s_container_counts_too(quota: str, slots: int, tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text(f"{quota}\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    assert devices._quota(tmp_path) == slots


@pytest.mark.parametrize("wrong", ["0", "-1", "two", "1.5", "²"])
def test_a_number_of_slots_that_is_none_is_told_in_a_sentence(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSLIDE_CPU_SLOTS", wrong)
    with pytest.raises(LaunchError, match="a whole number from 1 is expected"):
        cpu_slots()


def test_a_gpu_with_too_little_memory_is_no_place() -> None:
    on = machine(gpu(0))
    most = on.gpus[0].total
    assert [Need("auto", 1, None, memory).places(on) for memory in (most, most + 1)] == [("GPU-0",), ()]
