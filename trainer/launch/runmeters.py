"""What one run takes of this machine at this moment: memory and processor of its processes, and its GPU."""

import time
from contextlib import suppress
from dataclasses import dataclass

import psutil

from trainer.launch.meters import GpuMeter, read_gpus


@dataclass(frozen=True)
class RunMeter:
    """One look at a run; None is what cannot be known."""

    t: float
    """By a clock that only goes forward, in seconds."""
    memory: int | None = None
    """Bytes of main memory that its processes take together; what they share counts for each."""
    busy: float | None = None
    """Seconds that they have computed so far."""
    gpu: GpuMeter | None = None
    problem: str = ""
    """Why the GPU could not be looked at."""


def read_run(pid: int, device: str) -> RunMeter:
    """Look at the process of a run, with those that it has started, and at its device: `cpu`, or the UUID of a GPU."""
    memory, busy = _processes(pid)
    if device == "cpu":
        return RunMeter(time.monotonic(), memory, busy)
    gpus, problem = read_gpus()
    gpu = next((gpu for gpu in gpus if gpu.uuid == device), None)
    missing = "" if gpu else problem or f"the driver does not tell of {device}"
    return RunMeter(time.monotonic(), memory, busy, gpu, missing)


def _processes(pid: int) -> tuple[int | None, float | None]:
    memory, busy = 0, 0.0
    try:
        main = psutil.Process(pid)
        found = [main, *main.children(recursive=True)]
        main.memory_info()
    except psutil.Error:
        return None, None
    for process in found:
        with suppress(psutil.Error):
            times = process.cpu_times()
            memory += process.memory_info().rss
            busy += times.user + times.system
    return memory, busy
