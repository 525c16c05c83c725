"""A search of strengths gives up what falls behind, and only what it has queued itself."""

from pathlib import Path
from typing import Any

import pytest

from store.events import EventWriter
from store.run import Run
from store.status import Status
from store.store import Store
from tests.trainer.diagnose.lawful import FILE_OF_TWO, measured_store
from trainer.diagnose.asked import Asked, bench_of
from trainer.diagnose.remedies.proposals import proposals
from trainer.diagnose.remedies.space import Space
from trainer.diagnose.remedies.strengths import Asked as Point
from trainer.diagnose.remedies.strengths import Strengths
from trainer.diagnose.remedies.trials import Trials
from trainer.diagnose.signatures.kinds import Kind


class Behind:
    """A trial of Optuna's that is always given up."""

    def __init__(self) -> None:
        self.reported: list[tuple[float, int]] = []

    def report(self, value: float, step: int) -> None:
        self.reported.append((value, step))

    def should_prune(self) -> bool:
        return True


@pytest.fixture
def search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Strengths:
    store = measured_store(tmp_path, monkeypatch, {}, FILE_OF_TWO)
    bench = bench_of(store, Asked("why", "baseline", "tuned"))
    trials = Trials(bench, lambda _runs, _why: None)
    space = Space.of(
        bench.experiment.variants["tuned"], proposals(bench.experiment.variants["tuned"], [Kind.DIVERGENCE])
    )
    return Strengths(trials, space, lambda _runs, _why, _look: None)


def queued(search: Strengths) -> list[Run]:
    (proposal, *_) = proposals(search.space.config, [Kind.DIVERGENCE])
    runs = search.trials.queue(proposal)[:2]
    for run in runs:
        with EventWriter(run.folder / "events.jsonl") as events:
            for epoch, value in enumerate((0.5, 0.4, 0.7), 1):
                events.write("epoch", epoch=epoch, metrics={"val.accuracy": value})
    return runs


@pytest.mark.parametrize("is_own", [True, False])
def test_what_falls_behind_is_stopped_if_the_search_has_queued_it(search: Strengths, *, is_own: bool) -> None:
    runs, trial = queued(search), Behind()
    fake: Any = trial
    (proposal, *_) = proposals(search.space.config, [Kind.DIVERGENCE])
    search.under_way = [Point(fake, proposal, runs, runs if is_own else [])]
    search.look()
    search.look()
    assert trial.reported == [(0.5, 0), (0.5, 1), (0.7, 2)], "the best so far, each epoch once"
    found = Store(search.trials.bench.store.root)
    ends = {found.run(run.id).standing().status for run in runs}
    assert ends == ({Status.STOPPED} if is_own else {Status.QUEUED})
    assert search.under_way[0].is_pruned is is_own
