"""What runs can be put on: CPU slots and GPUs, and the claims on them."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from store.room import size_told
from trainer.launch import claims
from trainer.launch.errors import LaunchError
from trainer.launch.gpus import Driver, Gpu, find_gpus
from trainer.launch.shares import take_share

CPU_SLOTS = "BACKSLIDE_CPU_SLOTS"
GPU_MEMORY = "BACKSLIDE_GPU_MEMORY"
"""Tells a child how many bytes of its GPU's memory are its own, where it shares the GPU."""


@dataclass(frozen=True)
class Devices:
    """What this machine has."""

    cpu_slots: int
    """CPU threads that runs may use together."""
    driver: Driver = field(default_factory=Driver)

    @property
    def gpus(self) -> tuple[Gpu, ...]:
        """The GPUs that a run can be put on."""
        return tuple(gpu for gpu in self.driver.gpus if not gpu.mig)


@dataclass(frozen=True)
class Need:
    """What a run asks for by its training settings, and by the terms that it was queued on."""

    device: str = "auto"
    threads: int = 1
    gpus: tuple[str, ...] | None = None
    """The GPUs that it may be put on, by number (NVML's) or the beginning of a UUID; None: all of them."""
    memory: int | None = None
    """Bytes of a GPU's memory that are enough, so that others may share the GPU; None: it has one for itself."""

    def kind(self, devices: Devices) -> str:
        """Return `gpu` or `cpu`; where there is no GPU at all, a run that insists on one is started, and says so."""
        return "gpu" if self.device != "cpu" and self.gpus != () and devices.gpus else "cpu"

    def places(self, devices: Devices) -> tuple[str, ...]:
        """Return what it may be put on: the UUIDs of GPUs, or `cpu`."""
        if self.kind(devices) == "cpu":
            return ("cpu",)
        return tuple(gpu.uuid for gpu in devices.gpus if self.allows(gpu))

    def wanted(self) -> str:
        """Return in words what GPU it may be put on."""
        named = "a GPU" if self.gpus is None else f"GPU {' or '.join(self.gpus)}"
        return named + (f" with {size_told(self.memory)}" if self.memory else "")

    def allows(self, gpu: Gpu) -> bool:
        """Say whether it may be put on a GPU."""
        fits = self.memory is None or self.memory <= gpu.total
        return fits and (self.gpus is None or any(is_named(gpu, word) for word in self.gpus))


@dataclass(frozen=True)
class Claim:
    """Devices that are held for one run, by descriptors that its processes inherit."""

    device: str
    """`cpu`, or the UUID of a GPU."""
    device_name: str
    threads: int = 1
    descriptors: list[int] = field(default_factory=list)
    memory: int | None = None
    """Bytes of the GPU's memory that are the run's."""

    def environment(self) -> dict[str, str]:
        """Return what the child's environment must say, so that it uses these devices and no others."""
        visible = "" if self.device == "cpu" else self.device
        share = {} if self.memory is None else {GPU_MEMORY: str(self.memory)}
        return {"CUDA_VISIBLE_DEVICES": visible, "OMP_NUM_THREADS": str(self.threads)} | share

    def close(self) -> None:
        """Let go, as far as this process is concerned."""
        for descriptor in self.descriptors:
            os.close(descriptor)
        self.descriptors.clear()

    def as_text(self) -> str:
        """Return the claim as an argument for the process that inherits it."""
        return json.dumps(asdict(self))


def claim_from(text: str) -> Claim:
    """Return the claim that a parent process has handed on."""
    return Claim(**json.loads(text))


def find_devices() -> Devices:
    """Return what this machine has now, as far as this process may use it."""
    return Devices(cpu_slots(), find_gpus())


def cpu_slots() -> int:
    """Return how many CPU threads runs may use: those that this process may use, or what BACKSLIDE_CPU_SLOTS says."""
    wanted = os.environ.get(CPU_SLOTS)
    if not wanted:
        return max(1, min(len(os.sched_getaffinity(0)), _quota(Path("/sys/fs/cgroup"))))
    if not wanted.isascii() or not wanted.isdigit() or int(wanted) < 1:
        raise LaunchError(f"{CPU_SLOTS}={wanted!r}: a whole number from 1 is expected")
    return int(wanted)


def claim(
    need: Need, devices: Devices, holder: dict[str, Any], may: Callable[[str], bool] = lambda _: True
) -> Claim | None:
    """Claim what a run needs, the GPU with the most free memory first; None where nothing suitable is free.

    `may` says of a place, a UUID or `cpu`, whether it is our turn to take it.
    """
    if need.kind(devices) == "gpu":
        return claim_gpu([gpu for gpu in devices.gpus if need.allows(gpu) and may(gpu.uuid)], need, holder)
    slots = min(need.threads, devices.cpu_slots)
    descriptors = _take_all(cpu_names(devices.cpu_slots), slots, holder) if may("cpu") else []
    return Claim("cpu", "CPU", need.threads, descriptors) if descriptors else None


def cpu_names(count: int) -> list[str]:
    """Return the names of the claims on CPU slots."""
    return [f"cpu-{index}" for index in range(count)]


def is_named(gpu: Gpu, word: str) -> bool:
    """Say whether a word names a GPU: its number, or the beginning of its UUID."""
    return word == str(gpu.index) or (word.startswith("GPU-") and gpu.uuid.startswith(word))


def visible_gpus() -> tuple[str, ...] | None:
    """Return what CUDA_VISIBLE_DEVICES names in this process, up to the first word that names no GPU, as CUDA does.

    None where it is not set.
    """
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    words = None if visible is None else [word.strip() for word in visible.split(",")]
    return None if words is None else tuple(takewhile(lambda word: word.isdigit() or word.startswith("GPU-"), words))


def claim_gpu(gpus: Sequence[Gpu], need: Need, holder: dict[str, Any]) -> Claim | None:
    """Claim one of some GPUs, or a part of one's memory.

    Whoever computes on a GPU that nobody of us has claimed is a stranger, and has it for himself.
    """
    for gpu in sorted(gpus, key=lambda gpu: gpu.free, reverse=True):
        if need.memory is not None:
            descriptors = take_share(gpu, need.memory, holder)
        elif gpu.processes:
            continue
        else:
            whole = claims.take(gpu.uuid, holder)
            descriptors = [] if whole is None else [whole]
        if descriptors:
            return Claim(gpu.uuid, gpu.name, need.threads, descriptors, need.memory)
    return None


def _take_all(names: Iterable[str], count: int, holder: dict[str, Any]) -> list[int]:
    """Take `count` of these claims or none, so that two stores never wait for each other's half."""
    taken: list[int] = []
    for descriptor in _taking(names, holder):
        taken.append(descriptor)
        if len(taken) == count:
            return taken
    for descriptor in taken:
        os.close(descriptor)
    return []


def _taking(names: Iterable[str], holder: dict[str, Any]) -> Iterator[int]:
    for name in names:
        descriptor = claims.take(name, holder)
        if descriptor is not None:
            yield descriptor


def _quota(group: Path) -> int:
    """Return how many CPUs a container's quota allows, rounded up; very many where there is none."""
    old = group / "cpu"
    try:
        if (old / "cpu.cfs_quota_us").exists():
            quota, period = ((old / f"cpu.cfs_{name}_us").read_text() for name in ("quota", "period"))
        else:
            quota, period = (group / "cpu.max").read_text().split()
        if int(quota) < 0:
            return 2**16
        return -(-int(quota) // int(period))
    except (OSError, ValueError):
        return 2**16
