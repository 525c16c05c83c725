"""What a search answers from the store alone; figures are written by hand, by a law of what settings cost."""

from pathlib import Path

import pytest

from store.store import Store
from tests.tui.reporting.scene import FILE, searched, trained
from trainer.diagnose.bisection import Finding
from trainer.diagnose.inquiry import Rules
from trainer.diagnose.kept import kept_experiment
from trainer.diagnose.shelf import NotRunError, Replay, Shelf, replay

RULES = Rules(most_runs=200)


def replayed(root: Path) -> Replay:
    store = Store(root)
    return replay(Shelf(store, kept_experiment(store, "why", ["baseline", "tuned"]), "baseline", "tuned"), RULES)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return trained(tmp_path)


def test_a_search_that_was_made_has_its_answer_and_what_it_was_held_against(store: Store) -> None:
    searched(store)
    found = replayed(store.root)
    assert found.answer
    assert found.answer.guilty == frozenset({"dropout"})
    assert found.confirmed
    assert found.confirmed.holds
    assert found.figure == "test.accuracy"


def test_without_a_search_there_is_no_answer_and_nothing_is_queued(store: Store) -> None:
    before = [row.id for row in store.rows()]
    found = replayed(store.root)
    assert (found.answer, found.begun) == (None, False)
    assert [row.id for row in Store(store.root).rows()] == before


def test_a_search_that_was_interrupted_is_known_to_have_begun(store: Store, tmp_path: Path) -> None:
    searched(store)
    for row in store.rows():
        if row.variant == "~tuned-dropout":
            (store.root / row.id).rename(tmp_path / row.id)
    found = replayed(store.root)
    assert (found.answer, found.begun) == (None, True)


def test_an_answer_stands_without_its_fresh_seeds(store: Store) -> None:
    searched(store, confirmed=False)
    found = replayed(store.root)
    assert found.answer
    assert found.confirmed is None


def test_what_is_not_worse_is_answered_without_a_probe(tmp_path: Path) -> None:
    found = replayed(trained(tmp_path, lambda run: 0.9, text=_with_seeds(10)).root)
    assert found.answer
    assert found.answer.finding is Finding.NO_DECLINE


def test_a_run_that_was_stopped_is_one_that_is_missing_and_one_that_failed_is_there(store: Store) -> None:
    for row, kind in zip((row for row in store.rows() if row.variant == "tuned"), ("stopped", "failed"), strict=False):
        (store.root / row.id / "events.jsonl").write_text(f'{{"t":2.0,"kind":"{kind}"}}\n')
    again = Store(store.root)
    shelf = Shelf(again, kept_experiment(again, "why", ["baseline", "tuned"]), "baseline", "tuned")
    everything = frozenset(shelf.changes)
    with pytest.raises(NotRunError):
        shelf.run(everything, [1])
    assert [run.name for run in shelf.run(everything, [2, 3])] == ["why/tuned/2", "why/tuned/3"]


def _with_seeds(number: int) -> str:
    return FILE.replace("seeds = 4", f"seeds = {number}")
