from pathlib import Path

from store.dependants import dependants
from store.row import Row
from store.status import Status
from store.store import Store
from tests.support.stores import add_run


def names(rows: list[Row]) -> list[str]:
    return [row.name for row in rows]


def test_runs_that_start_from_others_are_found_whatever_lies_between(tmp_path: Path) -> None:
    source = add_run(tmp_path, variant="source", status=Status.RUNNING)
    base = add_run(tmp_path, variant="baseline", status=Status.QUEUED, needs=[source.id])
    add_run(tmp_path, variant="tuned", status=Status.QUEUED, needs=[base.id])
    add_run(tmp_path, variant="other", status=Status.QUEUED)
    add_run(tmp_path, variant="done", status=Status.FINISHED, needs=[source.id])
    store = Store(tmp_path)
    rows = {row.id: row for row in store.rows()}
    assert names(dependants(store, [rows[source.id]])) == ["decline/baseline/0", "decline/tuned/0"]
    assert names(dependants(store, [rows[source.id], rows[base.id]])) == ["decline/tuned/0"]
    assert dependants(store, []) == []
