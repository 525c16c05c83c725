"""What stands still for pictures of screens: a machine that is always as busy, in a place whose clocks show UTC."""

import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from store.liveness import this_machine
from tests.support.nvml import nvml

GIBIBYTE = 2**30


@pytest.fixture
def still_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Return the library that stands in NVML's place."""
    for name, value in (("BACKSLIDE_CLAIMS", str(tmp_path / "claims")), ("BACKSLIDE_CPU_SLOTS", "4"), ("TZ", "UTC")):
        monkeypatch.setenv(name, value)
    time.tzset()
    monkeypatch.setattr(socket, "gethostname", lambda: "box")
    this_machine.cache_clear()
    memory = SimpleNamespace(total=16 * GIBIBYTE, available=12 * GIBIBYTE)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    monkeypatch.setattr(psutil, "cpu_percent", lambda _: 41.0)
    gpu = SimpleNamespace(free=20 * GIBIBYTE, total=80 * GIBIBYTE)
    library = nvml(
        nvmlDeviceGetMemoryInfo=lambda _: gpu,
        nvmlDeviceGetName=lambda _: "NVIDIA H100 80GB HBM3",
        nvmlDeviceGetComputeRunningProcesses=lambda _: [],
    )
    monkeypatch.setitem(sys.modules, "pynvml", library)
    yield library
    monkeypatch.undo()
    this_machine.cache_clear()
    time.tzset()
