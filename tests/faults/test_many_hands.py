"""Eight processes at once on one store: nothing is lost, nothing fails, and the index is what the folders make."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from store.store import Store
from store.summary import summarize
from tests.faults.havoc import FULL, SEED
from tests.support.stores import CONFIG

pytestmark = pytest.mark.stress
HANDS = 8
OPERATIONS = 500 if FULL else 80
CALL = """
import sys
from pathlib import Path
from tests.faults.test_many_hands import work
work(Path(sys.argv[1]), hand=int(sys.argv[2]), seed=int(sys.argv[3]))
"""


def work(root: Path, hand: int, seed: int) -> None:
    """Do mixed operations on a store and print what must be true of its own runs afterwards."""
    chance, store = Random(seed * 1000 + hand), Store(root)
    notes: dict[str, str] = {}
    trashed: set[str] = set()
    operations = {_make: 30, _note: 30, _remove: 8, _restore: 6, _read: 24, _reindex: 2}
    for number in range(OPERATIONS):
        (operation,) = chance.choices(list(operations), list(operations.values()))
        operation(store, chance, notes, trashed, f"{hand}/{number}")
    sys.stdout.write(json.dumps({"notes": notes, "trashed": sorted(trashed)}))


def _make(store: Store, chance: Random, notes: dict[str, str], _: set[str], name: str) -> None:
    record = {"experiment": "decline", "variant": "tuned", "config_hash": "0", "config": CONFIG}
    records = [record | {"seed": seed} for seed in range(chance.randint(1, 3))]
    notes.update({run.id: name for run in store.create_runs(records, [{"note": name}] * len(records))})


def _note(store: Store, chance: Random, notes: dict[str, str], trashed: set[str], name: str) -> None:
    own = [id_ for id_ in notes if id_ not in trashed]
    if own:
        run = store.run(chance.choice(own))
        with run.change_state() as state:
            state["note"] = notes[run.id] = name
        store.summarize(run)


def _remove(store: Store, chance: Random, notes: dict[str, str], trashed: set[str], _: str) -> None:
    own = [id_ for id_ in notes if id_ not in trashed]
    chosen = chance.sample(own, min(len(own), 2))
    store.remove(chosen)
    trashed.update(chosen)


def _restore(store: Store, chance: Random, _: dict[str, str], trashed: set[str], __: str) -> None:
    if trashed:
        chosen = chance.choice(sorted(trashed))
        store.restore([chosen])
        trashed.remove(chosen)


def _read(store: Store, _: Random, notes: dict[str, str], trashed: set[str], __: str) -> None:
    rows = {row.id: row.note for row in store.rows()}
    assert {id_: rows[id_] for id_ in notes if id_ not in trashed} == {
        id_: note for id_, note in notes.items() if id_ not in trashed
    }


def _reindex(store: Store, *_: Any) -> None:
    store.reindex()


def test_eight_processes_lose_nothing_and_never_fail(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    Store(root).make()
    command = [sys.executable, "-c", CALL, str(root)]
    hands = [
        subprocess.Popen([*command, str(hand), str(SEED)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for hand in range(HANDS)
    ]
    told = []
    for hand in hands:
        out, error = hand.communicate(timeout=1000)
        assert hand.returncode == 0, error
        told.append(json.loads(out))
    store = Store(root)
    notes = {id_: note for one in told for id_, note in one["notes"].items() if id_ not in one["trashed"]}
    assert {row.id: row.note for row in store.rows()} == notes
    assert store.trashed() == sorted(id_ for one in told for id_ in one["trashed"])
    before = store.index.documents()
    assert before == {id_: summarize(store.run(id_)).document() for id_ in store.ids()}
    store.reindex()
    assert Store(root).index.documents() == before
    print(f"seed {SEED}: {HANDS} times {OPERATIONS} operations, {len(notes)} runs, {len(store.trashed())} in the trash")
