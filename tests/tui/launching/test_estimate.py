"""How long a launch will take."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from store.compare.catalogue import flatten
from store.row import Row
from store.status import Status
from store.store import Store
from tests.support.experiments import write_small
from tests.support.stores import EPOCH_SECONDS, add_run
from tests.tui.rows import row
from trainer.launch.devices import Devices
from trainer.plan.experiment import load_experiment
from trainer.plan.parse import dump_config
from trainer.plan.runs import PlannedRun, plan_runs
from tui.launching.estimate import estimate, foretold
from tui.launching.places import Place, Places

KNOWN = row(experiment="small", variant="baseline", epoch=10, seconds=40.0)
UNKNOWN = "how long it takes is not known: nothing like it was run here"


@pytest.fixture
def runs(tmp_path: Path) -> list[PlannedRun]:
    """Two runs of the baseline, of three epochs each."""
    experiment = load_experiment(write_small(tmp_path))
    return [run for run in plan_runs(experiment) if run.variant == "baseline"]


def nothing(_: Row) -> Mapping[str, Any]:
    return {}


def slots(free: int, total: int = 8, *busy: str) -> Places:
    return Places(Devices(total), {"cpu": Place("CPU slot", total, free, busy)})


def test_equal_settings_tell_most_then_the_variant_then_the_same_network_on_the_same_data(
    runs: list[PlannedRun],
) -> None:
    one = runs[:1]
    equal = row(experiment="small", variant="else", id="a", config_hash=one[0].config_hash, epoch=10, seconds=20.0)
    variant = row(experiment="small", variant="baseline", id="b", epoch=10, seconds=40.0)
    alike = row(experiment="foreign", variant="tuned", id="c", epoch=10, seconds=80.0)
    other = row(experiment="small", variant="wide", id="d", epoch=10, seconds=999.0)
    same = flatten(dump_config(one[0].config)) | {"network": "on", "network.start": "none", "optimizer.lr": 9.0}

    def settings(row: Row) -> Mapping[str, Any]:
        return same if row.id == "c" else same | {"network.width": 64}

    def seconds(*rows: Row) -> float:
        return estimate(one, rows, settings, slots(1)).seconds

    assert seconds(equal, variant, alike, other) == 6.0
    assert seconds(variant, alike, other) == 12.0
    assert seconds(alike, other) == 24.0
    assert estimate(one, [other], settings, None).told == UNKNOWN


def test_the_made_up_runs_of_a_store_tell_of_runs_like_them(tmp_path: Path, runs: list[PlannedRun]) -> None:
    config = dump_config(runs[0].config)
    add_run(tmp_path / "runs", experiment="else", variant="wide", config={**config, "network": {"name": "mlp"}})
    assert foretold(Store(tmp_path / "runs"), runs).known == 0
    other = {**config, "optimizer": {"name": "sgd"}, "network": {**config["network"], "start": "none"}}
    add_run(tmp_path / "runs", experiment="else", variant="tuned", epochs=4, config=other)
    found = foretold(Store(tmp_path / "runs"), runs[:1])
    assert (found.seconds, found.earlier) == (pytest.approx(3 * EPOCH_SECONDS, rel=0.2), 1)


def test_a_setting_that_an_earlier_version_did_not_know_tells_nothing_apart(runs: list[PlannedRun]) -> None:
    older = {"network.name": "small_cnn", "data.name": "digits", "network.width": 4}
    known = row(experiment="else", epoch=10, seconds=40.0)
    assert estimate(runs, [known], lambda _: older, None).known == 2
    assert estimate(runs, [known], lambda _: {**older, "network.width": 8}, None).known == 0
    assert estimate(runs, [known], lambda _: {"network.width": 4}, None).known == 0


def test_runs_that_are_done_at_once_take_as_long_as_their_share_and_never_less_than_the_longest(
    runs: list[PlannedRun],
) -> None:
    assert [estimate(runs, [KNOWN], nothing, slots(free)).seconds for free in (1, 2, 8)] == [24.0, 12.0, 12.0]


def test_where_nothing_is_free_now_it_is_counted_with_all_that_there_is(runs: list[PlannedRun]) -> None:
    found = estimate(runs * 4, [KNOWN], nothing, slots(0, 4, "decline/tuned/0"))
    assert found.seconds == 24.0
    assert found.told.endswith("; 0 of 4 CPU slots free; busy: decline/tuned/0")


def test_a_run_of_several_threads_takes_as_many_slots(tmp_path: Path) -> None:
    experiment = load_experiment(write_small(tmp_path), ["training.threads=2"])
    runs = [run for run in plan_runs(experiment) if run.variant == "baseline"]
    assert estimate(runs, [KNOWN], nothing, slots(2)).seconds == 24.0


def test_an_estimate_says_what_it_comes_from_what_goes_before_and_where_it_is(runs: list[PlannedRun]) -> None:
    rows = [
        KNOWN,
        row(experiment="small", variant="baseline", seed=1, epoch=0),
        row(experiment="other", variant="baseline", seed=2, id="q", status=Status.QUEUED),
    ]
    told = "about 12s, from 1 earlier run; 1 run waits before; 8 CPU slots, all free"
    assert estimate(runs, rows, nothing, slots(8)).told == told
    assert estimate([], rows, nothing, slots(8)).told == ""
