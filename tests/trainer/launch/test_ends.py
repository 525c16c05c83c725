"""Waiting that the end of a process cuts short."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from trainer.launch.ends import Ends


@pytest.fixture
def ends() -> Iterator[Ends]:
    found = Ends()
    yield found
    found.close()


def waited(ends: Ends, seconds: float) -> float:
    begun = time.monotonic()
    ends.wait(seconds)
    return time.monotonic() - begun


def sleeper(seconds: float) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({seconds})"])


def test_the_end_of_a_process_cuts_waiting_short_once(ends: Ends) -> None:
    with sleeper(0.1) as process:
        ends.watch(process.pid)
        assert waited(ends, 30.0) < 15.0
        assert waited(ends, 0.1) >= 0.09, "it has ended before"


def test_nothing_to_watch_is_a_sleep(ends: Ends) -> None:
    assert waited(ends, 0.05) >= 0.05
    ends.watch(2**22 + 1)
    assert waited(ends, 0.05) >= 0.05


def test_a_process_that_lives_lets_the_time_pass(ends: Ends) -> None:
    with sleeper(600) as process:
        ends.watch(process.pid)
        assert waited(ends, 0.1) >= 0.09
        process.kill()


def test_where_processes_have_no_descriptors_one_sleeps(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pidfd_open")
    with sleeper(0) as process:
        ends.watch(process.pid)
        assert waited(ends, 0.05) >= 0.05
