"""What one run takes of the machine, with real processes and a library in NVML's place."""

import subprocess
import sys

import psutil
import pytest

from tests.support.nvml import nvml
from trainer.launch.meters import read_gpus
from trainer.launch.runmeters import read_run

HUNGRY = "import sys, time; taken = bytearray(100_000_000); sys.stdout.write('.'); sys.stdout.flush(); sys.stdin.read()"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HUNGRY!r}], stdin=0)"


def test_memory_and_time_are_those_of_all_processes_of_the_run() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stdout.read(1) == b"."
        found = read_run(child.pid, "cpu")
        assert found.memory
        assert found.memory > 100_000_000
        assert found.busy
        assert (found.gpu, found.problem) == (None, "")
        child.communicate()
    assert read_run(child.pid, "cpu").memory is None, "it is gone"


def test_of_several_gpus_the_runs_own_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", nvml())
    (gpu,) = read_gpus()[0]
    found = read_run(psutil.Process().pid, gpu.uuid)
    assert found.gpu == gpu
    other = read_run(psutil.Process().pid, "GPU-of-elsewhere")
    assert (other.gpu, other.problem) == (None, "the driver does not tell of GPU-of-elsewhere")
