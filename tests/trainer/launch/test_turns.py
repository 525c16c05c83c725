"""Turns between dispatchers."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from store.store import Store
from tests.trainer.launch.scene import over, queue, span, use_stand_ins, wait_until
from trainer.launch.claims import claims_folder
from trainer.launch.dispatcher import ensure_dispatcher, is_alive
from trainer.launch.turns import Turns

WAITS = (
    "from trainer.launch.turns import Turns; import sys; turns = Turns(); turns.wait('cpu'); print('', flush=True);"
    "sys.stdin.read()"
)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_stand_ins(monkeypatch, tmp_path, slots=1)


def test_who_has_waited_longest_is_next_and_each_kind_has_a_line_of_its_own() -> None:
    first, second, third = Turns(), Turns(), Turns()
    assert first.is_next("cpu")
    first.wait("cpu")
    second.wait("cpu")
    assert (first.is_next("cpu"), second.is_next("cpu"), third.is_next("cpu")) == (True, False, False)
    assert third.is_next("gpu")
    first.leave("cpu")
    assert second.is_next("cpu")
    first.wait("cpu")
    assert (second.is_next("cpu"), first.is_next("cpu")) == (True, False)
    for turns in (first, second):
        turns.leave("cpu", "gpu")
    assert not list(claims_folder().glob("*.turn"))


def test_waiting_longer_changes_no_turn() -> None:
    first, second = Turns(), Turns()
    first.wait("gpu")
    second.wait("gpu")
    first.wait("gpu")
    assert first.is_next("gpu")
    assert not second.is_next("gpu")
    first.leave("gpu")
    second.leave("gpu")


def test_the_turn_of_a_dispatcher_that_was_killed_is_passed_over_and_cleared_away() -> None:
    with subprocess.Popen([sys.executable, "-c", WAITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert not Turns().is_next("cpu")
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    assert Turns().is_next("cpu")
    assert not list(claims_folder().glob("*.turn"))


def test_two_stores_take_turns_however_many_runs_one_of_them_has(tmp_path: Path) -> None:
    stores = [Store(tmp_path / name) for name in ("many", "few")]
    many = queue(stores[0], 8, seconds=0.2)
    ensure_dispatcher(stores[0])
    wait_until(lambda: many[0].history().started)
    few = queue(stores[1], 3, seconds=0.05)
    ensure_dispatcher(stores[1])
    wait_until(lambda: over([*many, *few]))
    done_before = [sum(span(other)[1] < span(run)[0] for other in many) for run in few]
    assert done_before[0] < 8, "this store's first run does not wait for all of the other's"
    assert done_before[2] - done_before[0] <= 3, "one of theirs, one of ours"
    for store in stores:
        wait_until(lambda store=store: not is_alive(store.root))
    assert not list(claims_folder().glob("*.turn"))
