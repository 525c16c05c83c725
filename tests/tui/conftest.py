"""What many tests of the app begin with: a store, clocks that show UTC, a machine that is always as busy."""

import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from textual.css.stylesheet import Stylesheet

from store.liveness import this_machine
from store.store import Store
from tests.support.nvml import nvml
from tests.support.stores import MIXED, make_store

GIBIBYTE = 2**30


@pytest.fixture(scope="session", autouse=True)
def styles_parsed_once() -> Iterator[None]:
    """Let apps share the rules that one of them has parsed: its own take each a moment, and again with each theme."""
    parse, known = Stylesheet._parse_rules, dict[tuple[Any, ...], Any]()

    def parsed(self: Stylesheet, *told: Any, **named: Any) -> Any:
        key = (told, tuple(named.items()), tuple(sorted(self._variables.items())))
        if key not in known:
            known[key] = parse(self, *told, **named)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parsed)
        yield


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


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store at `runs` of the working folder, so that pictures of it are alike everywhere."""
    monkeypatch.chdir(tmp_path)
    return make_store(Path("runs"), 8, epochs=6, statuses=MIXED)


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hold for tests that show the time of day."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
