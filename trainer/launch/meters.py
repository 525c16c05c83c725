"""How busy this machine is at this moment: each GPU with whose processes compute on it, the CPU, and the claims."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import psutil

from store.errors import StoreError, sentence
from trainer.launch import claims
from trainer.launch.devices import cpu_names, cpu_slots
from trainer.launch.errors import LaunchError
from trainer.launch.gpus import session
from trainer.launch.shares import group_of

MOMENT = 0.2
"""Seconds."""


@dataclass(frozen=True)
class Process:
    """A process that computes on a GPU, as far as it can be looked at from here."""

    pid: int
    user: str = ""
    name: str = ""
    memory: int | None = None
    """Bytes of the GPU's memory that it uses."""
    group: int | None = None


@dataclass(frozen=True)
class GpuMeter:
    """One GPU; None is what the driver does not tell."""

    index: int
    uuid: str
    name: str
    used: int
    total: int
    load: int | None = None
    """Percent."""
    temperature: int | None = None
    """Degrees Celsius."""
    processes: tuple[Process, ...] = ()


@dataclass(frozen=True)
class Holder:
    """Who holds a claim: a run, by its id, of the store in a folder."""

    device: str
    """`cpu`, or the UUID of a GPU."""
    run: str
    store: str
    group: int | None = None


@dataclass(frozen=True)
class Machine:
    """All of it; `problem` says why there are no GPUs though there is a driver, or why claims cannot be read."""

    gpus: tuple[GpuMeter, ...]
    load: float = 0.0
    """Percent of all CPUs since the look before."""
    used: int = 0
    total: int = 0
    slots: int = 0
    """CPU threads that runs may use together."""
    taken: int = 0
    holders: tuple[Holder, ...] = ()
    problem: str = ""


def read_machine(*, first: bool = False) -> Machine:
    """Look at everything; takes some hundredths of a second, more where a driver is slow.

    The first of several looks measures the CPU's load for a moment, later ones since the look before.
    """
    gpus, problem = read_gpus()
    found = Machine(gpus, problem=problem)
    try:
        memory, load = psutil.virtual_memory(), psutil.cpu_percent(MOMENT if first else None)
        found = replace(found, load=load, used=memory.total - memory.available, total=memory.total)
        slots = cpu_slots()
        taken, holders = _holders(slots)
    except (LaunchError, StoreError, psutil.Error, OSError) as error:
        return replace(found, problem=problem or sentence(error))
    return replace(found, slots=slots, taken=taken, holders=holders)


def read_gpus() -> tuple[tuple[GpuMeter, ...], str]:
    """Look at each GPU; where the driver does not answer, a sentence says so."""
    import pynvml

    try:
        with session(pynvml) as nvml:
            count = nvml.nvmlDeviceGetCount()
            found = [meter for index in range(count) if (meter := _gpu_or_none(nvml, index)) is not None]
    except pynvml.NVMLError_LibraryNotFound:
        return (), ""
    except pynvml.NVMLError as error:
        return (), f"the NVIDIA driver does not answer: {error}"
    silent = count - len(found)
    return tuple(found), f"the NVIDIA driver does not answer for {silent} of {count} GPUs" if silent else ""


def _gpu_or_none(nvml: Any, index: int) -> GpuMeter | None:
    try:
        handle = nvml.nvmlDeviceGetHandleByIndex(index)
        memory = nvml.nvmlDeviceGetMemoryInfo(handle)
        return GpuMeter(
            index=index,
            uuid=str(nvml.nvmlDeviceGetUUID(handle)),
            name=str(nvml.nvmlDeviceGetName(handle)),
            used=int(memory.total) - int(memory.free),
            total=int(memory.total),
            load=_told(nvml, lambda: int(nvml.nvmlDeviceGetUtilizationRates(handle).gpu)),
            temperature=_told(nvml, lambda: int(nvml.nvmlDeviceGetTemperature(handle, nvml.NVML_TEMPERATURE_GPU))),
            processes=tuple(
                map(_process, _told(nvml, lambda: nvml.nvmlDeviceGetComputeRunningProcesses(handle)) or ())
            ),
        )
    except nvml.NVMLError:
        return None


def _told(nvml: Any, ask: Callable[[], Any]) -> Any:
    """Return what the driver answers; None where it does not know, as for the load of a GPU that is cut into parts."""
    try:
        return ask()
    except nvml.NVMLError:
        return None


def _process(told: Any) -> Process:
    pid, memory = int(told.pid), getattr(told, "usedGpuMemory", None)
    user = name = ""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        user, name = process.username(), process.name()
    return Process(pid, user, name, memory if isinstance(memory, int) else None, group_of(pid))


def _holders(slots: int) -> tuple[int, tuple[Holder, ...]]:
    """Return how many CPU slots are taken, and who holds what, each once.

    The claim on a GPU that is shared names one of those who ever held it; its parts name who does.
    """
    held = list(claims.held())
    names, cpus = [name for name, _ in held], set(cpu_names(slots))
    found: dict[Holder, None] = {}
    for name, told in held:
        device, is_part, _ = name.partition(".part-")
        shared = not is_part and any(other.startswith(f"{name}.part-") for other in names)
        if told.get("run") and not shared and (name in cpus or device.startswith("GPU-")):
            found[_holder("cpu" if name in cpus else device, told)] = None
    return len(cpus.intersection(names)), tuple(found)


def _holder(device: str, told: dict[str, Any]) -> Holder:
    group = told.get("group")
    return Holder(device, str(told["run"]), str(told.get("store", "")), group if isinstance(group, int) else None)


def of_group(holders: Sequence[Holder], process: Process) -> Holder | None:
    """Return who holds a GPU for a process: by its process group, else the only one that there is."""
    by_group = next((one for one in holders if one.group is not None and one.group == process.group), None)
    return by_group or (holders[0] if len(holders) == 1 and holders[0].group is None else None)
