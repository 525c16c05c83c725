import os
from pathlib import Path

import pytest

from store import strays
from store.files import hold
from store.health import examine, mend
from store.index import LOCK as INDEX_LOCK
from store.run import LOCK, RECORD
from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(strays, "PATIENCE", 0.1)
    return make_store(tmp_path / "runs", 2)


def texts(store: Store) -> str:
    return "\n".join(finding.text for finding in examine(store))


def test_an_empty_folder_with_the_name_of_a_run_goes_to_the_trash(store: Store) -> None:
    folder = store.root / "2026-11-24-abcdefg"
    folder.mkdir()
    (folder / LOCK).touch()
    assert "2026-11-24-abcdefg: this folder is empty" in texts(store)
    assert mend(examine(store)) == []
    assert store.trashed() == [folder.name]
    assert examine(store) == []


def test_a_folder_that_has_lost_its_record_alone_is_left_to_a_person(store: Store) -> None:
    run = add_run(store.root)
    (run.folder / RECORD).unlink()
    assert "config.json is missing" in texts(store)
    mend(examine(store))
    assert run.folder.is_dir()


def test_a_lock_that_is_held_without_end_is_told_with_its_process(store: Store) -> None:
    lock = hold(store.root / INDEX_LOCK)
    assert f"index.lock: process {os.getpid()} holds this lock without end" in texts(store)
    os.close(lock)
    assert examine(store) == []


def test_a_process_that_outlives_its_run_is_told(store: Store) -> None:
    run = store.run(store.rows()[0].id)
    lock = hold(run.folder / LOCK)
    assert f"the run has ended, and process {os.getpid()} lives on" in texts(store)
    os.close(lock)


def test_a_run_that_trains_is_no_stray(store: Store) -> None:
    add_run(store.root, status=Status.RUNNING)
    assert "lives on" not in texts(store)
