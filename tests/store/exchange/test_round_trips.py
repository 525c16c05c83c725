"""What goes out to another tracker's files and comes back is the same run, to the last digit."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.compare.catalogue import flatten
from store.errors import StoreError
from store.exchange.foreign_run import ForeignRun, Point, foreign_of
from store.exchange.formats import TRACKERS, read_runs, tracker_of, write_runs
from store.exchange.keeping import Kept, keep_runs
from store.record import Run
from store.run import Run as KeptRun
from store.status import Status
from store.store import Store
from tests.support.stores import make_store
from tui.commands.options import Tracker

ENDINGS = {"csv": ".csv", "jsonl": ".jsonl", "mlflow": ".db"}
WRITTEN = [name for name, tracker in TRACKERS.items() if tracker.writes]
FIGURES = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.one_of(st.integers(-(10**12), 10**12), FIGURES, st.text(max_size=8), st.booleans(), st.none())


def there_and_back(store: Store, tracker: str, folder: Path) -> Store:
    path = folder / f"away{ENDINGS.get(tracker, '')}"
    write_runs([foreign_of(store.run(row.id)) for row in store.rows()], path, tracker)
    assert tracker_of(path) == tracker
    back = Store(folder / "back")
    kept = keep_runs(back, read_runs(path, tracker), tracker)
    assert (len(kept.renewed), len(kept.known)) == (0, 0)
    return back


def told(run: KeptRun) -> dict[str, object]:
    """Return all that a run tells of itself, but for when it was made; MLflow knows milliseconds."""
    history, record, state = run.history(), run.record, run.state()
    return {
        "name": run.name,
        "goal": record["goal"],
        "settings": flatten(record["config"]),
        "epochs": [(event["epoch"], int(event["t"] * 1000), event["metrics"]) for event in history.epochs],
        "measured": history.measured,
        "speed": history.speed,
        "status": run.standing().status,
        "note": state["note"],
        "tags": state["tags"],
    }


@pytest.mark.parametrize("tracker", WRITTEN)
def test_every_run_of_a_store_comes_back_with_all_that_it_told(tmp_path: Path, tracker: str) -> None:
    ended = (Status.FINISHED, Status.FAILED, Status.STOPPED)
    store = make_store(tmp_path / "runs", 12, epochs=7, statuses=ended)
    back = there_and_back(store, tracker, tmp_path)
    before = {run.name: told(run) for run in (store.run(row.id) for row in store.rows())}
    after = {run.name: told(run) for run in (back.run(row.id) for row in back.rows())}
    assert len(before) == 12
    assert after == before
    assert [row.name for row in back.rows()] == [row.name for row in store.rows()]
    groups = {row.variant: row.config_hash for row in store.rows()}
    assert len({row.config_hash for row in back.rows()}) == len(set(groups.values()))


@pytest.mark.parametrize("tracker", WRITTEN)
def test_what_comes_in_again_is_known_and_what_has_grown_is_renewed(tmp_path: Path, tracker: str) -> None:
    run = ForeignRun("k", "x", "moons", {"lr": 0.1}, [Point(1, 100.0, {"val.loss": 0.5})], created=90.0)
    longer = run._replace(points=[*run.points, Point(2, 101.0, {"val.loss": 0.4})])
    store = Store(tmp_path / "runs")
    counts = [tuple(map(len, keep_runs(store, [one], tracker))) for one in (run, run, longer, longer)]
    assert counts == [(1, 0, 0), (0, 0, 1), (0, 1, 0), (0, 0, 1)]
    (row,) = store.rows()
    assert (row.epoch, row.last) == (2, {"val.loss": 0.4})


def test_one_that_was_removed_stays_removed(tmp_path: Path) -> None:
    run = ForeignRun("k", "x", "moons", {}, [Point(1, 100.0, {"val.loss": 0.5})], created=90.0)
    store = Store(tmp_path / "runs")
    kept: Kept = keep_runs(store, [run], "csv")
    store.remove([kept.new[0].id])
    assert len(keep_runs(store, [run], "csv").known) == 1
    assert not store.rows()


@pytest.mark.parametrize("tracker", sorted({*WRITTEN} - {"mlflow"}))  # which makes a database of its own for each
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    own=st.dictionaries(st.text("abc.", min_size=1, max_size=5), VALUES, max_size=4),
    course=st.lists(st.dictionaries(st.sampled_from(["val.loss", "x", "deep.er"]), FIGURES, min_size=1), max_size=4),
)
def test_any_settings_and_figures_come_back(
    tmp_path_factory: pytest.TempPathFactory, tracker: str, own: dict[str, object], course: list[dict[str, float]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with Run("moons", settings=own, store=folder / "runs") as run:
        for metrics in course:
            run.log(metrics)
    store = Store(folder / "runs")
    back = there_and_back(store, tracker, folder)
    before, after = told(store.run(run.id)), told(back.run(back.rows()[0].id))
    assert after == before


def test_the_option_knows_every_tracker() -> None:
    assert set(Tracker) == set(TRACKERS)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("mine")
    with pytest.raises(StoreError, match=r"x\.csv: is there already"):
        write_runs([], tmp_path / "x.csv", "csv")
    assert (tmp_path / "x.csv").read_text() == "mine"


def test_files_of_one_name_in_two_folders_are_two_runs_and_each_grows_by_itself(tmp_path: Path) -> None:
    store, logs = Store(tmp_path / "runs"), tmp_path / "lightning_logs"
    for version in range(2):
        file = logs / f"version_{version}" / "metrics.csv"
        file.parent.mkdir(parents=True)
        file.write_text(f"step,val_loss\n1,0.{version + 1}\n")
    assert len(keep_runs(store, read_runs(logs, "csv"), "csv").new) == 2
    assert {row.name: row.last["val.loss"] for row in store.rows()} == {
        "lightning_logs/version_0/0": 0.1,
        "lightning_logs/version_0/1": 0.2,
    }
    file.write_text("step,val_loss\n1,0.2\n2,0.15\n")
    later = file.stat().st_mtime + 100_000
    os.utime(file, (later, later))
    kept = keep_runs(store, read_runs(logs, "csv"), "csv")
    assert tuple(map(len, kept)) == (0, 1, 1)
    (row,) = store.select("seed:1")
    assert (row.epoch, row.epochs, len(store.rows())) == (2, 2, 2)


@pytest.mark.parametrize("tracker", WRITTEN)
def test_runs_of_one_name_stay_apart_and_nothing_is_written_elsewhere(tmp_path: Path, tracker: str) -> None:
    store = Store(tmp_path / "runs")
    for rate in (0.1, 0.2, 0.3):
        with Run("moons", "..v", settings={"lr": rate}, store=store.root) as run:
            run.log({"val.loss": rate})
    back = there_and_back(store, tracker, tmp_path)
    assert sorted(row.last["val.loss"] for row in back.rows()) == [0.1, 0.2, 0.3]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["runs", "back", f"away{ENDINGS.get(tracker, '')}"]
    )


def test_one_run_that_cannot_be_leaves_none_half_taken(tmp_path: Path) -> None:
    good = ForeignRun("a", "x.csv", "moons", {}, [Point(1, 2e9, {"loss": 0.5})], created=2e9)
    bad = good._replace(key="b", called="bad", points=[Point(-1, 2e9, {"loss": 0.5})])
    store = Store(tmp_path / "runs")
    with pytest.raises(StoreError, match=r"x\.csv: run bad: "):
        keep_runs(store, [good, bad], "csv")
    with pytest.raises(StoreError, match=r"x\.csv: two runs of it cannot be told apart"):
        keep_runs(store, [good, good], "csv")
    assert not store.rows()
