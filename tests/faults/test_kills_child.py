"""Children and their supervisors are killed at random, and the runs resumed until all are done. The children are
stand-ins; `test_kills_real.py` kills training.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from store.run import Run
from store.status import Status
from store.store import Store
from tests.faults.havoc import FULL, KILLS, SEED, Havoc, queue_family
from tests.faults.test_kills_real import REAL
from tests.faults.truth import check_now, check_rows, check_story

pytestmark = pytest.mark.stress
COUNT = KILLS - REAL if FULL else 25


def test_a_run_is_done_once_however_often_its_processes_are_killed(tmp_path: Path) -> None:
    chance, store = Random(SEED), Store(tmp_path / "runs")
    havoc, begun = Havoc(store, chance), time.monotonic()
    while havoc.killed["child"] < COUNT:
        if not havoc.runs or havoc.over():
            havoc.runs += queue_family(store, chance, 4)
        if chance.random() < 0.5:
            havoc.resume()
        time.sleep(chance.uniform(0.0, 0.3))
        havoc.kill(*chance.choice([("child",), ("child",), ("supervisor",), ("child", "supervisor")]))
        check_now(store)
    havoc.finish()
    for run in havoc.runs:
        check_story(run)
    check_rows(store)
    launches = sum(len(run.state()["earlier"]) + 1 for run in havoc.runs)
    print(f"seed {SEED}: killed {dict(havoc.killed)} in {time.monotonic() - begun:.0f} s", end="")
    print(f"; {len(havoc.runs)} runs finished in {launches} launches")


def test_a_run_that_is_lost_goes_on_by_itself_as_often_as_it_may(tmp_path: Path) -> None:
    chance, store = Random(SEED), Store(tmp_path / "runs")
    havoc = Havoc(store, chance)
    while havoc.killed["child"] < (20 if FULL else 5):
        if all(run.standing().status.ended for run in havoc.runs):
            havoc.runs += queue_family(store, chance, 4, epochs=6, seconds=0.1)
            let_go_on(havoc.runs[-4:])
        havoc.revive()
        time.sleep(chance.uniform(0.0, 0.5))
        havoc.kill(*chance.choice([("child",), ("child", "supervisor"), ("dispatcher",)]))
        check_now(store)
    havoc.wait()
    assert {run.standing().status for run in havoc.runs} == {Status.FINISHED}
    for run in havoc.runs:
        check_story(run)
    print(f"seed {SEED}: killed {dict(havoc.killed)}, and {len(havoc.runs)} runs went on by themselves")


def let_go_on(runs: Sequence[Run]) -> None:
    """Let runs go on by themselves, however often they are lost."""
    for run in runs:
        with run.change_state() as state:
            state["retries"] = 100
