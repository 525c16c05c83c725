"""The GPUs of this machine, as NVML tells of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Gpu:
    """One GPU, as it is at this moment."""

    index: int
    uuid: str
    name: str
    free: int
    """Bytes of memory that nobody uses."""
    total: int
    processes: int
    """How many processes compute on it."""
    mig: bool = False
    """Whether it is cut into MIG instances, which are not claimed."""
    pids: tuple[int, ...] = ()
    """The processes that compute on it, as far as the driver tells who they are."""


@dataclass(frozen=True)
class Driver:
    """What NVML says of the machine; `problem` says why there is nothing where a driver was found."""

    version: str = ""
    gpus: tuple[Gpu, ...] = ()
    problem: str = ""


def find_gpus() -> Driver:
    """Return the GPUs of this machine, or container; none where there is no driver."""
    import pynvml

    try:
        with session(pynvml) as nvml:
            found = [_gpu_or_none(nvml, index) for index in range(nvml.nvmlDeviceGetCount())]
            gpus = tuple(gpu for gpu in found if gpu is not None)
            if found and not gpus:
                return Driver(problem="the NVIDIA driver answers for none of the GPUs that it counts")
            return Driver(str(nvml.nvmlSystemGetDriverVersion()), gpus)
    except pynvml.NVMLError_LibraryNotFound:
        return Driver()
    except pynvml.NVMLError as error:
        return Driver(problem=f"the NVIDIA driver does not answer: {error}")


@contextmanager
def session(nvml: Any) -> Iterator[Any]:
    """Give the driver, and let it go at the end."""
    nvml.nvmlInit()
    try:
        yield nvml
    finally:
        nvml.nvmlShutdown()


def _gpu_or_none(nvml: Any, index: int) -> Gpu | None:
    """Return a GPU; None for one that is lost, or that this container may not use: the others count."""
    try:
        return _gpu(nvml, index)
    except nvml.NVMLError:
        return None


def _gpu(nvml: Any, index: int) -> Gpu:
    handle = nvml.nvmlDeviceGetHandleByIndex(index)
    memory = nvml.nvmlDeviceGetMemoryInfo(handle)
    pids = _processes(nvml, handle)
    return Gpu(
        index=index,
        uuid=str(nvml.nvmlDeviceGetUUID(handle)),
        name=str(nvml.nvmlDeviceGetName(handle)),
        free=int(memory.free),
        total=int(memory.total),
        processes=len(pids),
        mig=_is_cut(nvml, handle),
        pids=pids,
    )


def _processes(nvml: Any, handle: Any) -> tuple[int, ...]:
    """Return who computes; where the driver cannot tell (WSL), the claims alone decide."""
    try:
        return tuple(int(process.pid) for process in nvml.nvmlDeviceGetComputeRunningProcesses(handle))
    except nvml.NVMLError_NotSupported:
        return ()


def _is_cut(nvml: Any, handle: Any) -> bool:
    try:
        return bool(nvml.nvmlDeviceGetMigMode(handle)[0])
    except nvml.NVMLError_NotSupported:
        return False
