"""What a store is taken to know of remedies: whole trials, of the declined configuration as it is now."""

import json
from pathlib import Path

import pytest

from store.run import Run
from store.status import NON_FINITE, Status
from store.store import Store
from tests.trainer.diagnose.lawful import FILE_OF_TWO, finish, measured_store
from tests.trainer.launch.planned import end
from trainer.diagnose.asked import Asked, bench_of
from trainer.diagnose.remedies.board import Board, board_of, confirm_best, try_proposals
from trainer.diagnose.remedies.proposals import proposals
from trainer.diagnose.remedies.trials import Trials
from trainer.diagnose.signatures.kinds import Kind
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

LAW = {"regularizers.dropout": 0.2}
ASKED = Asked("why", "baseline", "tuned")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    return measured_store(tmp_path, monkeypatch, LAW, FILE_OF_TWO)


def board(store: Store) -> Board:
    return board_of(bench_of(Store(store.root), ASKED, may_diverge=True))


def chosen(store: Store, *names: str) -> list[Run]:
    known = board(store)
    return try_proposals(known, [one for one in known.proposals if one.name in names])


def test_a_trial_is_judged_once_all_its_runs_are_over_and_by_none_that_failed(store: Store) -> None:
    first, second, third = chosen(store, "no_dropout")
    finish([first, second])
    assert not board(store).trials.tried
    end(third, "failed")
    (trial,) = board(store).trials.tried
    assert trial.compared is None
    assert board(store).trials.best() is None


def test_a_remedy_is_confirmed_by_all_fresh_seeds_of_every_side(store: Store) -> None:
    finish(chosen(store, "no_dropout"))
    runs = confirm_best(board(store))
    assert len(runs) == 15
    finish(runs[:-1])
    assert board(store).cure is None
    finish(runs[-1:])
    cure = board(store).cure
    assert cure is not None
    assert cure.holds
    assert cure.gain.n == 5


def test_a_remedy_of_which_a_fresh_run_fails_is_not_confirmed(store: Store) -> None:
    finish(chosen(store, "no_dropout"))
    runs = confirm_best(board(store))
    finish(runs[:-1])
    end(runs[-1], "failed")
    assert board(store).cure is None


def test_what_was_tried_on_an_earlier_configuration_is_no_trial_of_this_one(store: Store) -> None:
    finish(chosen(store, "no_dropout", "more_epochs"))
    assert len(board(store).trials.tried) == 2
    file = store.root.parent / "why.toml"
    file.write_text(file.read_text().replace("rate = 0.3", "rate = 0.6"))
    finish(queue_runs(store, plan_runs(load_experiment(file))).runs)
    now = board(store)
    assert [trial.proposal.name for trial in now.trials.tried] == ["no_dropout"], "it comes to the same"
    assert not any(standing.rows for standing in now.standings if standing.proposal.name == "more_epochs")


def test_the_same_remedy_in_two_strengths_is_two_trials(store: Store) -> None:
    bench = bench_of(store, ASKED)
    config = bench.experiment.variants["tuned"]
    trials = Trials(bench, lambda runs, _why: finish(runs))
    for kind in (Kind.UNDERFITTING, Kind.STOPPED_EARLY):
        trials.each([one for one in proposals(config, [kind]) if one.name == "more_epochs"])
    assert len({trial.variant for trial in trials.tried}) == 2
    assert len([one for one in board(store).trials.tried if one.proposal.name == "more_epochs"]) == 2


def test_with_one_seed_what_was_tried_is_known_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(tmp_path, monkeypatch, LAW, FILE_OF_TWO.replace("seeds = 3", "seeds = 1"))
    finish(chosen(store, "no_dropout"))
    best = board(store).trials.best()
    assert best is not None
    assert best.proposal.name == "no_dropout"


def test_what_diverged_got_nothing_right_and_can_be_cured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(tmp_path, monkeypatch, {"regularizers.dropout": float("inf")}, FILE_OF_TWO)
    for row in store.rows():
        if row.status is Status.FAILED:
            failed = {"t": 1.0, "kind": "failed", "reason": "the training loss is nan", "cause": NON_FINITE}
            (store.root / row.id / "events.jsonl").write_text(json.dumps(failed) + "\n")
    known = board(store)
    assert known.signature.kind is Kind.DIVERGENCE
    assert known.trials.declined == {1: 0.0, 2: 0.0, 3: 0.0}
    bench = bench_of(store, ASKED, may_diverge=True)
    trials = Trials(bench, lambda runs, _why: finish(runs))
    trials.each(proposals(bench.experiment.variants["tuned"], [Kind.UNDERFITTING]))
    best = trials.best()
    assert best is not None
    assert best.proposal.name == "no_dropout"


@pytest.mark.parametrize("figure", ["val.accuracy", "test.accuracy"])
def test_a_declined_variant_without_any_figure_has_no_trials_and_no_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figure: str
) -> None:
    store = measured_store(tmp_path, monkeypatch, {"regularizers.dropout": float("inf")}, FILE_OF_TWO)
    known = board_of(bench_of(store, Asked("why", "baseline", "tuned", figure), may_diverge=True))
    assert known.trials.seeds == []
    assert known.cure is None
