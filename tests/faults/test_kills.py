"""Children, supervisors and dispatchers are killed at random, all mixed: what was acknowledged stays.

`SEED=7 make stress` repeats or varies it; `FULL=1 make stress` makes it larger. `test_kills_*.py` take one kind at a
time.
"""

import time
from pathlib import Path
from random import Random

import pytest

from store.store import Store
from tests.faults.havoc import FULL, SEED, Havoc, check_truth, most_at_once, queue_family
from tests.faults.truth import check_now

pytestmark = pytest.mark.stress
ROUNDS = 12 if FULL else 2
RUNS = 24 if FULL else 10
STRIKES = 60 if FULL else 16


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_what_was_acknowledged_is_kept_and_every_status_is_true(seed: int, tmp_path: Path) -> None:
    chance, store = Random(seed), Store(tmp_path / "runs")
    havoc = Havoc(store, chance, queue_family(store, chance, RUNS))
    havoc.revive()
    for _ in range(STRIKES):
        time.sleep(chance.uniform(0.0, 0.3))
        havoc.strike()
        check_now(store)
    havoc.wait()
    print(f"seed {seed}: killed {dict(havoc.killed)}")
    check_truth(havoc)


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_two_stores_never_share_a_slot_whoever_is_killed(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    stores = [Store(tmp_path / name) for name in ("one", "two")]
    havocs = [Havoc(store, chance, queue_family(store, chance, RUNS // 2)) for store in stores]
    for havoc in havocs:
        havoc.revive()
    for _ in range(STRIKES):
        time.sleep(chance.uniform(0.0, 0.2))
        chance.choice(havocs).strike()
        check_now(*stores)
    for havoc in havocs:
        havoc.wait()
        check_truth(havoc)
    assert most_at_once([run for havoc in havocs for run in havoc.runs]) <= 2
