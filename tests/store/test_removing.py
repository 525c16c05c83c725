"""Removing runs: to the trash, back from it, and for good."""

import os
from pathlib import Path

import pytest

from store.errors import StoreError
from store.files import hold
from store.health import examine, mend
from store.run import LOCK, STATE
from store.status import Status
from store.store import TRASH, Store
from tests.support.stores import add_run, make_store


def test_removing_takes_folder_and_row_away_and_restoring_brings_them_back(tmp_path: Path) -> None:
    store = make_store(tmp_path, 3)
    gone, *kept = store.rows()
    store.remove([gone.id])
    assert store.rows() == kept
    assert gone.id not in store.index.documents()
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {TRASH, *(row.id for row in kept)}
    assert store.trashed() == [gone.id]
    store.restore([gone.id])
    assert (store.rows(), store.trashed()) == ([gone, *kept], [])
    with pytest.raises(StoreError, match=f"there is no run '{gone.id}' in the trash"):
        store.restore([gone.id])


def test_the_trash_is_emptied_for_good(tmp_path: Path) -> None:
    store = make_store(tmp_path, 3)
    store.remove([row.id for row in store.rows()[:2]])
    assert (store.purge(), store.trashed()) == (2, [])
    assert len(store.rows()) == 1
    assert store.purge() == 0


def test_a_run_that_is_half_deleted_cannot_be_brought_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(folder: Path, **_: object) -> None:
        (folder / STATE).unlink()
        raise KeyboardInterrupt

    store = make_store(tmp_path, 2)
    store.remove([row.id for row in store.rows()])
    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", cut_off)
        with pytest.raises(KeyboardInterrupt):
            store.purge()
    assert len(store.trashed()) == 1
    assert store.purge() == 1
    (left,) = (tmp_path / TRASH).iterdir()
    os.utime(left, (0, 0))
    mend(examine(store))
    assert list((tmp_path / TRASH).iterdir()) == []


def test_what_a_waiting_run_needs_is_not_removed_without_it(tmp_path: Path) -> None:
    start = add_run(tmp_path, variant="start")
    tuned = add_run(tmp_path, variant="tuned", status=Status.QUEUED, needs=[start.id])
    store = Store(tmp_path)
    with pytest.raises(StoreError, match=f"{tuned.id} .* is queued and needs one of these; stop or remove it first"):
        store.remove([start.id])
    assert [row.id for row in store.needing([start.id])] == [tuned.id]
    store.remove([start.id, tuned.id])
    assert store.rows() == []


def test_a_removal_that_cannot_be_done_whole_is_not_done(tmp_path: Path) -> None:
    store = make_store(tmp_path, 2)
    rows = store.rows()
    descriptor = hold(tmp_path / rows[1].id / LOCK)  # somebody is about to launch it
    with pytest.raises(StoreError, match="another process has held this lock"):
        store.remove([row.id for row in rows])
    os.close(descriptor)
    assert store.rows() == rows
    store.remove([rows[0].id, rows[0].id])
    assert store.rows() == rows[1:]


@pytest.mark.parametrize("status", [Status.RUNNING, Status.STOPPING])
def test_a_run_that_is_alive_is_not_removed_and_neither_are_those_named_with_it(tmp_path: Path, status: Status) -> None:
    store = make_store(tmp_path, 2, statuses=(Status.FINISHED, status))
    ids = [row.id for row in store.rows()]
    with pytest.raises(StoreError, match=f"is {status}; stop it first with `backslide stop {ids[1]}`"):
        store.remove(ids, force=True)
    assert sorted(store.ids()) == sorted(ids)


def test_a_run_that_may_be_alive_is_removed_by_force_only(tmp_path: Path) -> None:
    store = make_store(tmp_path, 1, statuses=(Status.UNKNOWN,))
    (row,) = store.rows()
    with pytest.raises(StoreError, match="may be alive: silent"):
        store.remove([row.id])
    store.remove([row.id], force=True)
    assert store.rows() == []


def test_a_damaged_run_can_be_removed(tmp_path: Path) -> None:
    store = make_store(tmp_path, 1)
    (row,) = store.rows()
    (tmp_path / row.id / STATE).write_text("{")
    store.remove([row.id])
    assert store.rows() == []
