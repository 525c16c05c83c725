"""Children, supervisors, dispatchers and the app are killed at random: what was acknowledged stays, what is said is so.

`SEED=7 make stress` repeats or varies it; `FULL=1 make stress` makes it larger.
"""

import os
import sys
import time
from pathlib import Path
from random import Random

import pexpect
import pytest

from store.store import Store
from tests.faults.havoc import FULL, SEED, Havoc, check_truth, most_at_once, queue_family
from tests.trainer.launch.scene import wait_until
from trainer.launch.dispatcher import ensure_dispatcher, is_alive

pytestmark = pytest.mark.stress
ROUNDS = 12 if FULL else 3
RUNS = 24 if FULL else 10
STRIKES = 60 if FULL else 16


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_what_was_acknowledged_is_kept_and_every_status_is_true(seed: int, tmp_path: Path) -> None:
    chance, store = Random(seed), Store(tmp_path / "runs")
    havoc = Havoc(store, chance, queue_family(store, chance, RUNS))
    ensure_dispatcher(store)
    for _ in range(STRIKES):
        time.sleep(chance.uniform(0.0, 0.3))
        havoc.strike()
    wait_until(havoc.over, 120)
    wait_until(lambda: not is_alive(store.root))
    print(f"seed {seed}: killed {dict(havoc.killed)}")
    check_truth(havoc)


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_two_stores_never_share_a_slot_whoever_is_killed(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    stores = [Store(tmp_path / name) for name in ("one", "two")]
    havocs = [Havoc(store, chance, queue_family(store, chance, RUNS // 2)) for store in stores]
    for store in stores:
        ensure_dispatcher(store)
    for _ in range(STRIKES):
        time.sleep(chance.uniform(0.0, 0.2))
        chance.choice(havocs).strike()
    for havoc in havocs:
        wait_until(havoc.over, 120)
    assert most_at_once([run for havoc in havocs for run in havoc.runs]) <= 2
    for havoc in havocs:
        wait_until(lambda havoc=havoc: not is_alive(havoc.store.root))
        check_truth(havoc)


def test_the_app_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    chance, store = Random(SEED), Store(tmp_path / "runs")
    havoc = Havoc(store, chance, queue_family(store, chance, RUNS))
    ensure_dispatcher(store)
    environment = os.environ | {"TERM": "xterm-256color"}
    for _ in range(ROUNDS):
        command = [sys.executable, ["-m", "tui", "--store", str(store.root)]]
        app = pexpect.spawn(*command, env=environment, dimensions=(45, 160))
        time.sleep(chance.uniform(0.2, 1.5))
        app.kill(9)
        app.close(force=True)
    wait_until(havoc.over, 120)
    wait_until(lambda: not is_alive(store.root))
    check_truth(havoc)
