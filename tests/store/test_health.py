import os
import shutil
from pathlib import Path

import pytest

from store.findings import Finding
from store.health import examine, mend
from store.index import FILE
from store.run import EXIT, RECORD
from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path / "runs", 4, statuses=(Status.FINISHED, Status.FAILED, Status.QUEUED, Status.LOST))


def texts(store: Store) -> str:
    return "\n".join(finding.text for finding in examine(store))


def test_nothing_is_wrong_with_a_sound_store(store: Store) -> None:
    assert examine(store) == []
    assert examine(Store(store.root / "nowhere")) == []


def test_what_killed_writers_left_is_found_and_deleted(store: Store) -> None:
    run = store.root / store.rows()[0].id
    left = [
        store.root / ".2026-11-24-abcdefg.123-0123abcd.tmp",
        run / ".config.json.77-89abcdef.tmp",
    ]
    left[0].mkdir()
    (left[0] / RECORD).write_text("{}")
    left[1].write_text("half")
    kept = store.root / ".notes.tmp"
    kept.write_text("a file of the user's")
    for path in [*left, kept]:
        os.utime(path, (0, 0))
    assert "temporary files: 2" in texts(store)
    assert mend(examine(store)) == []
    assert [path.exists() for path in (*left, kept)] == [False, False, True]
    assert examine(store) == []


def test_a_writer_that_lives_keeps_its_temporary_file(store: Store) -> None:
    fresh = store.root / ".index.json.1-0123abcd.tmp"
    fresh.write_text("half")
    assert examine(store) == []


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        (RECORD, "{", "config.json: line 1: this is no JSON"),
        (RECORD, None, "config.json is missing"),
        (EXIT, "nonsense", "exit.json: line 1: this is no JSON"),
    ],
)
def test_a_damaged_file_is_told_and_left_to_a_person(store: Store, file: str, content: str | None, told: str) -> None:
    path = store.root / store.rows()[0].id / file
    path.unlink()
    if content is not None:
        path.write_text(content)
    assert told in texts(store)
    assert any(told in finding.text for finding in mend(examine(store)))


def test_runs_that_no_command_sees_are_told(store: Store, tmp_path: Path) -> None:
    shutil.copytree(store.root / store.rows()[0].id, store.root / "copy-of-a-run")
    outside = add_run(tmp_path / "other")
    (store.root / outside.id).symlink_to(outside.folder)
    assert "copy-of-a-run: this looks like a run, but its name is no id" in texts(store)
    assert "and this is a link; it is not listed" in texts(store)


def test_a_damaged_index_is_told_and_made_anew(store: Store) -> None:
    (store.root / FILE).write_text("{")
    assert "index.json: it cannot be read" in texts(store)
    assert mend(examine(store)) == []
    assert len(store.index.documents()) == 4
    (store.root / FILE).write_text("[]")
    assert "it does not hold tables of documents" in texts(store)


def test_an_index_that_is_out_of_date_is_told_with_the_runs_and_made_anew(store: Store) -> None:
    finished, failed, queued, lost = store.rows()
    shutil.rmtree(store.root / failed.id)
    later = add_run(store.root, seed=9)
    with store.run(finished.id).change_state() as state:
        state["note"] = "noted behind the index's back"
    with store.index.change() as table:
        table.update({"status": "stopped"}, doc_ids=[queued.id])  # type: ignore[list-item]
    text = texts(store)
    assert "out of date: 4 of the runs" in text
    assert lost.id not in text
    assert mend(examine(store)) == []
    assert examine(store) == []
    assert store.index.rows()[finished.id].note.startswith("noted")
    assert later.id in store.index.rows()


def test_what_cannot_be_mended_after_all_is_left_with_the_reason(store: Store) -> None:
    def refused() -> None:
        raise OSError(30, "Read-only file system", "runs/run.json")

    (left,) = mend([Finding("run.json is damaged", refused)])
    assert left.text == "run.json is damaged (this could not be put right: runs/run.json: read-only file system)"


def test_a_damaged_queue_is_kept_beside_and_nothing_begins_until_somebody_says_so(store: Store) -> None:
    (store.root / "queue.json").write_text("{torn")
    (queued,) = [row for row in store.rows() if row.status is Status.QUEUED]
    assert queued.reason.startswith("nothing begins while queue.json is damaged")
    assert "queue.json: line 1: this is no JSON" in texts(store)
    assert mend(examine(store)) == []
    assert (store.root / "queue.json.damaged").read_text() == "{torn"
    assert "the queue is paused" in [row.reason for row in store.rows()]
    assert examine(store) == []
