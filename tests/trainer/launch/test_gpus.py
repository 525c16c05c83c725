"""What NVML is asked, with a library in its place that answers as the real one does."""

import sys
from types import SimpleNamespace

import pynvml
import pytest

from tests.support.nvml import nvml, raises
from trainer.launch.gpus import Driver, Gpu, find_gpus


def find(library: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Driver:
    monkeypatch.setitem(sys.modules, "pynvml", library)
    return find_gpus()


def test_a_gpu_is_told_with_its_memory_and_who_computes_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    library = nvml()
    assert find(library, monkeypatch) == Driver("570.1", (Gpu(0, "GPU-1", "H100", 70, 80, 2, pids=(4, 7)),))
    assert library.open == 0, "the driver is let go"


def test_a_machine_without_a_driver_has_no_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find(nvml(nvmlInit=raises(pynvml.NVMLError_LibraryNotFound)), monkeypatch) == Driver()


def test_a_driver_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    library = nvml(nvmlDeviceGetCount=raises(pynvml.NVMLError_GpuIsLost))
    found = find(library, monkeypatch)
    assert found.problem.startswith("the NVIDIA driver does not answer: ")
    assert (found.gpus, library.open) == ((), 0)


def test_a_gpu_that_is_lost_does_not_take_the_others_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def memory(handle: str) -> SimpleNamespace:
        if handle == "handle 0":
            raise pynvml.NVMLError_GpuIsLost
        return SimpleNamespace(free=70, total=80)

    library = nvml(nvmlDeviceGetCount=lambda: 2, nvmlDeviceGetMemoryInfo=memory)
    assert [gpu.index for gpu in find(library, monkeypatch).gpus] == [1]
    lost = nvml(nvmlDeviceGetMemoryInfo=raises(pynvml.NVMLError_GpuIsLost))
    assert "none of the GPUs" in find(lost, monkeypatch).problem


def test_where_the_driver_cannot_tell_processes_or_mig_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = raises(pynvml.NVMLError_NotSupported)
    library = nvml(nvmlDeviceGetComputeRunningProcesses=silent, nvmlDeviceGetMigMode=silent)
    (gpu,) = find(library, monkeypatch).gpus
    assert (gpu.processes, gpu.mig) == (0, False)


def test_a_gpu_that_is_cut_into_instances_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    (gpu,) = find(nvml(nvmlDeviceGetMigMode=lambda _: [1, 1]), monkeypatch).gpus
    assert gpu.mig


def test_the_real_library_answers_on_any_machine() -> None:
    assert isinstance(find_gpus(), Driver)
