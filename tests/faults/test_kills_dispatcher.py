"""Dispatchers are killed at random, also while they start or take over: each run is done once, in its turn."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from store.run import Run
from store.store import Store
from tests.faults.havoc import FULL, KILLS, SEED, Havoc, queue_family
from tests.faults.truth import check_now, check_rows, check_story, living
from tests.trainer.launch.scene import events, statuses, use_stand_ins
from trainer.launch.dispatcher import about
from trainer.launch.dispatching import LOCK

pytestmark = pytest.mark.stress
COUNT = KILLS if FULL else 25


@contextmanager
def reviving(havoc: Havoc) -> Iterator[None]:
    """Let someone who queues bring a dispatcher back meanwhile."""
    someone = threading.Thread(target=havoc.revive)
    someone.start()
    yield
    someone.join()


def make_older(store: Store) -> None:
    """Let the dispatcher seem to be of an older program, which the next one who queues replaces."""
    told = about(store.root)
    if told and living(store, "dispatcher"):
        (store.root / LOCK).write_text(json.dumps(told | {"version": "0.0.0"}))


def in_turn(runs: list[Run]) -> list[Run]:
    """Return runs in the order in which they were begun."""
    return sorted(runs, key=lambda run: events(run, "started")[0]["t"])


def test_each_run_is_done_once_and_in_its_turn_whoever_dispatches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_stand_ins(monkeypatch, tmp_path, slots=1)
    store, begun = Store(tmp_path / "runs"), time.monotonic()
    havoc = Havoc(store, Random(SEED))
    while havoc.killed["dispatcher"] < COUNT:
        if not havoc.runs or havoc.runs[-1].standing().status.ended:
            havoc.runs += queue_family(store, havoc.chance, 4, epochs=2, seconds=0.02)
        if havoc.chance.random() < 0.2:
            make_older(store)
        with reviving(havoc):
            time.sleep(havoc.chance.uniform(0.0, 0.5))
            havoc.kill("dispatcher")
        check_now(store)
    havoc.wait()
    assert statuses(havoc.runs) == ["finished"] * len(havoc.runs)
    assert [len(events(run, "started")) for run in havoc.runs] == [1] * len(havoc.runs)
    assert in_turn(havoc.runs) == havoc.runs
    for run in havoc.runs:
        check_story(run)
    check_rows(store)
    print(f"seed {SEED}: killed {dict(havoc.killed)} in {time.monotonic() - begun:.0f} s", end="")
    print(f"; {len(havoc.runs)} runs done in their turn; {havoc.refused} times there was no dispatcher")
