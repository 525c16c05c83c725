"""How long a launch will take."""

from pathlib import Path

import pytest

from store.status import Status
from tests.support.experiments import write_small
from tests.tui.rows import row
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import PlannedRun, plan_runs
from tui.launching.estimate import estimate


@pytest.fixture
def runs(tmp_path: Path) -> list[PlannedRun]:
    """Two runs of the baseline, of three epochs each."""
    experiment = load_experiment(write_small(tmp_path))
    return [run for run in plan_runs(experiment) if run.variant == "baseline"]


def test_equal_settings_tell_most_then_the_variant_then_the_experiment(runs: list[PlannedRun]) -> None:
    one = runs[:1]
    equal = row(experiment="small", variant="else", id="a", config_hash=one[0].config_hash, epoch=10, seconds=20.0)
    variant = row(experiment="small", variant="baseline", id="b", epoch=10, seconds=40.0)
    other = row(experiment="small", variant="tuned", id="c", epoch=10, seconds=80.0)
    foreign = row(experiment="foreign", variant="baseline", id="d", epoch=10, seconds=999.0)
    assert estimate(one, [equal, variant, other, foreign], 1).seconds == 6.0
    assert estimate(one, [variant, other, foreign], 1).seconds == 12.0
    assert estimate(one, [other, foreign], 1).seconds == 24.0
    assert estimate(one, [foreign], 1).told == "how long it takes is not known: nothing like it was run here"


def test_runs_that_are_done_at_once_take_as_long_as_their_share_and_never_less_than_the_longest(
    runs: list[PlannedRun],
) -> None:
    known = [row(experiment="small", variant="baseline", epoch=10, seconds=40.0)]
    assert [estimate(runs, known, slots).seconds for slots in (1, 2, 8)] == [24.0, 12.0, 12.0]


def test_an_estimate_says_what_it_comes_from_and_what_goes_before(runs: list[PlannedRun]) -> None:
    rows = [
        row(experiment="small", variant="baseline", epoch=10, seconds=40.0),
        row(experiment="small", variant="baseline", seed=1, epoch=0),
        row(experiment="other", variant="baseline", seed=2, id="q", status=Status.QUEUED),
    ]
    assert estimate(runs, rows, 2).told == "about 12s by 1 earlier run, 2 at a time, after 1 waiting run"
    assert estimate([], rows, 2).told == ""
