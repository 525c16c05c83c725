"""A search as far as the figures of a store lead it; nothing is queued by looking."""

from dataclasses import replace
from pathlib import Path

import pytest

from store.names import FRESH
from store.run import Run
from store.status import Status
from store.store import Store
from tests.trainer.diagnose.lawful import FILE, FILE_OF_TWO, finish, measured_store, wait
from tests.trainer.launch.planned import end
from trainer.diagnose.asked import Asked, bench_of
from trainer.diagnose.bisection import Answer, Bisection, Finding
from trainer.diagnose.confirmation import Confirmation
from trainer.diagnose.replay import Progress, Replay
from trainer.diagnose.search import Search
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

ASKED = Asked("why", "baseline", "tuned")
LAW = {"regularizers.dropout": 0.2}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    return measured_store(tmp_path, monkeypatch, LAW)


def search(store: Store) -> tuple[Search, Answer, Confirmation | None]:
    bench = bench_of(store, ASKED)
    found = Search(bench, Bisection(list(bench.changes), rules=ASKED.rules), wait, lambda step: None)
    answer = found.answer()
    return found, answer, found.confirmation(answer, bench.held_out_figure())


def waited_for(progress: Progress) -> set[tuple[str, int, str]]:
    return {(probe.variant, probe.seed, str(probe.row.status if probe.row else "")) for probe in progress.probes}


def test_what_has_not_begun_waits_for_seeds_that_nobody_has_queued(store: Store) -> None:
    before = {row.id for row in store.rows()}
    progress = Replay(store.root).look(ASKED)
    assert waited_for(progress) == {("baseline", 3, ""), ("tuned", 3, "")}
    assert (progress.answer, progress.bisection.trace) == (None, [])
    assert {row.id for row in store.rows()} == before


def test_at_every_point_it_has_the_steps_of_the_search_and_waits_for_what_that_waits_for(store: Store) -> None:
    replay, bench, seen = Replay(store.root), bench_of(store, ASKED), []
    bisection = Bisection(list(bench.changes), rules=ASKED.rules)

    def look_and_wait(runs: list[Run], why: str) -> None:
        progress = replay.look(ASKED)
        seen.append(len(progress.bisection.trace))
        assert progress.bisection.trace == bisection.trace
        assert progress.bisection.asking == bisection.asking
        waiting = {
            (run.record["variant"], run.record["seed"], "queued") for run in runs if not run.standing().status.ended
        }
        assert waited_for(progress) == waiting
        finish(runs)

    found = Search(bench, bisection, look_and_wait, lambda step: None)
    answer = found.answer()
    confirmed = found.confirmation(answer, bench.held_out_figure())
    assert seen == sorted(seen)
    assert len(set(seen)) > 4
    progress = replay.look(ASKED)
    assert (progress.answer, progress.confirmation) == (answer, confirmed)
    assert progress.is_over
    assert progress.bisection.trace == bisection.trace


def test_the_answer_waits_for_fresh_seeds(store: Store) -> None:
    bench = bench_of(store, ASKED)
    Search(bench, Bisection(list(bench.changes), rules=ASKED.rules), wait, lambda step: None).answer()
    progress = Replay(store.root).look(ASKED)
    assert progress.answer is not None
    assert progress.answer.guilty == {"dropout"}
    assert progress.figure == "test.accuracy"
    assert {probe.seed for probe in progress.probes} == {FRESH + place for place in range(5)}
    assert not progress.is_over


def test_a_run_that_was_stopped_is_waited_for_and_one_that_failed_is_not(store: Store) -> None:
    bench = bench_of(store, ASKED)
    finish(bench.run(frozenset(), [3]) + bench.run(frozenset(bench.changes), [3]))
    one, other = bench.run(frozenset(list(bench.changes)[:2]), [1, 2])
    end(one, "stopped")
    assert {status for _, _, status in waited_for(Replay(store.root).look(ASKED))} == {"stopped", "queued"}
    end(one, "failed")
    end(other, "failed")
    progress = Replay(store.root).look(ASKED)
    assert "cannot be had" in progress.bisection.trace[1].outcome
    assert one.id not in {probe.row.id for probe in progress.probes if probe.row}


def test_a_run_that_failed_and_was_done_anew_counts_as_it_does_for_the_search(store: Store) -> None:
    search(store)
    before = Replay(store.root).look(ASKED)
    again = store.find("why/tuned/2")
    bench = bench_of(store, ASKED)
    planned = plan_runs(bench.experiment, ["tuned"], [2])
    (new,) = queue_runs(store, planned, again=True).new
    end(new, "failed")
    assert again.standing().status is Status.FINISHED
    assert Replay(store.root).look(ASKED).answer == before.answer


def test_settings_that_are_queued_anew_begin_another_search(store: Store, tmp_path: Path) -> None:
    search(store)
    replay = Replay(store.root)
    assert replay.look(ASKED).is_over
    (tmp_path / "why.toml").write_text(FILE.replace("lr = 0.1", "lr = 0.2"))
    finish(queue_runs(store, plan_runs(load_experiment(tmp_path / "why.toml"), ["tuned"])).runs)
    progress = replay.look(ASKED)
    assert progress.bench.changes["optimizer.lr"].after == 0.2
    assert waited_for(progress) == {("tuned", 3, "")}


def test_other_terms_are_other_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(tmp_path, monkeypatch, LAW, FILE_OF_TWO)
    search(store)
    replay = Replay(store.root)
    assert replay.look(ASKED).answer == Answer(Finding.GUILTY, frozenset({"dropout"}))
    bound = replay.look(replace(ASKED, most_runs=6)).answer
    assert bound is not None
    assert bound.finding is Finding.UNDECIDED
