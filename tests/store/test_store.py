import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import folders
from store.errors import StoreError
from store.files import is_locked, read_json, write_json
from store.format import FORMAT
from store.index import FILE, LOCK
from store.row import Row
from store.run import EVENTS, RECORD, Run
from store.status import Status
from store.store import Store
from store.summary import summarize
from tests.support.disks import watch_disk
from tests.support.stores import add_run, make_record, make_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "runs")


def record(**fields: object) -> dict[str, object]:
    made = make_record("", "decline", "tuned", 0, {"training": {"epochs": 3}})
    del made["id"]
    return made | fields


def test_new_runs_are_whole_queued_and_in_the_index(store: Store) -> None:
    runs = store.create_runs([record(seed=0), record(seed=1)], [{"order": 1.0}, {"order": 2.0, "note": "mine"}])
    assert [run.record["seed"] for run in runs] == [0, 1]
    assert [run.state()["order"] for run in runs] == [1.0, 2.0]
    assert runs[1].state()["note"] == "mine"
    assert [row.status for row in store.rows()] == [Status.QUEUED] * 2
    assert set(store.index.rows()) == {run.id for run in runs}
    assert read_json(runs[0].folder / RECORD) == runs[0].record
    assert runs[0].record["format"] == FORMAT


def test_new_runs_outlast_a_power_cut(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.make()
    synced = watch_disk(monkeypatch)
    folders.make_folders(store.root, [record(seed=0), record(seed=1)], [{}, {}])
    assert synced[-1] == store.root, "the names of the folders, after what they hold"
    assert store.root not in synced[:-1]


def test_a_record_may_bring_the_id_that_another_depends_on(store: Store) -> None:
    source, tuned = "2026-11-24-sourceaa", "2026-11-24-tunedaaa"
    runs = store.create_runs([record(id=source), record(id=tuned)], [{}, {"depends_on": [source]}])
    assert [run.id for run in runs] == [source, tuned]
    assert runs[1].standing().status is Status.WAITING


def test_runs_made_in_one_moment_have_ids_of_their_own(store: Store) -> None:
    store.create_runs([record(seed=seed, created=1.8e9) for seed in range(50)])
    assert len(store.rows()) == 50


@pytest.mark.parametrize("id_", ["../elsewhere", "x", "2026-11-24-abc/../../x"])
def test_a_record_with_a_bad_id_makes_nothing(store: Store, id_: str) -> None:
    with pytest.raises(StoreError, match="is no id of a run"):
        store.create_runs([record(), record(id=id_)])
    assert list(store.ids()) == []


def test_runs_are_made_together_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, value: dict[str, object]) -> None:
        if value.get("seed") == 1:
            raise OSError(28, "No space left on device")
        write_json(path, value)

    monkeypatch.setattr(folders, "write_json", full)
    with pytest.raises(OSError, match="No space"):
        store.create_runs([record(seed=0), record(seed=1)])
    assert list(store.root.iterdir()) == [store.root / "format.json"]


def test_an_id_is_given_once(store: Store) -> None:
    (first,) = store.create_runs([record(id="2026-11-24-abcdefg", note="first")])
    with pytest.raises(StoreError, match="there is a run of this id already"):
        store.create_runs([record(), record(id=first.id)])
    assert list(store.ids()) == [first.id]
    assert store.run(first.id).record["note"] == "first"


@pytest.mark.parametrize("id_", ["..", ".", "", "../runs", "/etc", "2026-01-01-abcdefg", "format.json"])
def test_a_run_id_never_leads_out_of_the_store(tmp_path: Path, id_: str) -> None:
    store = make_store(tmp_path / "runs", 1)
    with pytest.raises(StoreError, match="there is no run"):
        store.run(id_)


def test_a_linked_folder_is_no_run(tmp_path: Path) -> None:
    outside = add_run(tmp_path / "other")
    store = make_store(tmp_path / "runs", 1)
    (store.root / outside.id).symlink_to(outside.folder)
    with pytest.raises(StoreError):
        store.run(outside.id)
    assert outside.id not in store.ids()


def test_runs_are_found_by_id_prefix_and_name(tmp_path: Path) -> None:
    store = make_store(tmp_path, 8)
    row = store.rows()[1]
    assert store.find(row.id).id == store.find(row.id[:-1]).id == store.find("decline/tuned/0").id == row.id
    assert [run.record["seed"] for run in store.find_group("decline/tuned")] == [0, 1]
    assert [run.id for run in store.find_group(row.id)] == [row.id]


def test_ended_rows_come_from_the_index_and_the_others_from_their_folders(tmp_path: Path) -> None:
    store = make_store(tmp_path, 2, statuses=(Status.FINISHED, Status.QUEUED))
    ended, queued = store.rows()
    (store.root / ended.id / RECORD).write_text("{")
    with store.run(queued.id).change_state() as state:
        state["stop_requested"] = 5.0
    again = Store(tmp_path).rows()
    assert again[0] == ended
    assert again[1].status is Status.STOPPED


def test_rows_are_oldest_first_and_follow_what_comes_and_goes(tmp_path: Path) -> None:
    store = make_store(tmp_path, 3)
    first, *_ = store.rows()
    later = add_run(tmp_path, created=first.created + 10_000)
    assert [row.created for row in store.rows()] == sorted(row.created for row in store.rows())
    assert store.rows()[-1].id == later.id
    shutil.rmtree(later.folder)
    assert later.id not in {row.id for row in store.rows()}


def test_a_live_run_is_read_on_from_where_it_was(tmp_path: Path) -> None:
    store = make_store(tmp_path, 1, statuses=(Status.RUNNING,))
    before = store.rows()[0].epoch
    with (store.root / store.rows()[0].id / EVENTS).open("ab") as file:
        file.write(b'{"t": 1.8e9, "kind": "epoch", "epoch": 3, "metrics": {"val.accuracy": 0.5}}\n')
    assert (before, store.rows()[0].epoch) == (2, 3)


def test_a_row_is_made_while_nobody_else_can_write_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(run: Run) -> Row:
        assert is_locked(tmp_path / LOCK)
        return summarize(run)

    run = add_run(tmp_path)
    monkeypatch.setattr("store.store.summarize", look)
    Store(tmp_path).summarize(run)


def test_summarizing_writes_how_a_run_stands_now(tmp_path: Path) -> None:
    store = make_store(tmp_path, 1)
    run = store.find("decline/baseline/0")
    with run.change_state() as state:
        state["note"] = "worth keeping"
    store.summarize(run)
    assert Store(tmp_path).rows()[0].note == "worth keeping"


def test_an_index_that_is_lost_loses_nothing(tmp_path: Path) -> None:
    store = make_store(tmp_path, 6, statuses=(Status.FINISHED, Status.FAILED, Status.QUEUED))
    rows = store.rows()
    (tmp_path / FILE).unlink()
    assert [(row.id, row.status, row.epoch) for row in Store(tmp_path).rows()] == [
        (r.id, r.status, r.epoch) for r in rows
    ]
    assert store.reindex() == 6
    assert Store(tmp_path).rows() == rows


def test_reindexing_forgets_runs_that_are_gone(tmp_path: Path) -> None:
    store = make_store(tmp_path, 2)
    shutil.rmtree(store.root / store.rows()[0].id)
    assert store.reindex() == 1
    assert len(store.index.documents()) == 1


def test_a_damaged_folder_is_a_row_and_does_not_break_the_others(tmp_path: Path) -> None:
    store = make_store(tmp_path, 3, indexed=False)
    ids = sorted(store.ids())
    (store.root / ids[0] / RECORD).write_text("{")
    shutil.rmtree(store.root / ids[1])
    (store.root / ids[1]).mkdir()
    rows = {row.id: row for row in store.rows()}
    assert rows[ids[0]].status is Status.UNKNOWN
    assert "this is no JSON" in rows[ids[0]].reason
    assert "this is no run" in rows[ids[1]].reason
    assert rows[ids[2]].status is Status.FINISHED
    assert store.select("status:unknown")
    assert store.find("decline/remedy/0").id == ids[2]


def test_other_things_in_the_folder_are_no_runs(tmp_path: Path) -> None:
    store = make_store(tmp_path, 1)
    (tmp_path / "notes").mkdir()
    (tmp_path / "2026-01-01-file123").write_text("a file")
    (tmp_path / ".2026-01-01-abcdefg.1-abcdef01.tmp").mkdir()
    assert len(store.rows()) == 1


def test_a_filter_reaches_fields_figures_and_settings(tmp_path: Path) -> None:
    store = make_store(tmp_path, 8)
    names = [row.variant for row in store.select("regularizers.dropout.rate>0.5 test.accuracy<0.9")]
    assert names == ["tuned", "tuned"]
    assert len(store.select("")) == 8


def test_a_new_store_is_its_users_alone_and_one_that_is_there_stays_as_open(tmp_path: Path) -> None:
    Store(tmp_path / "new").make()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    (tmp_path / "shared").mkdir(mode=0o755)
    Store(tmp_path / "shared").make()
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o755


@pytest.fixture
def unwritable(tmp_path: Path) -> Iterator[Path]:
    store = make_store(tmp_path / "runs", 3, statuses=(Status.FINISHED, Status.QUEUED, Status.LOST))
    folders = [store.root, *(path for path in store.root.iterdir() if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    yield store.root
    for folder in folders:
        folder.chmod(0o755)


def test_a_store_that_is_read_only_can_be_looked_at_and_looking_writes_nothing(unwritable: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in unwritable.rglob("*")}
    store = Store(unwritable)
    assert [row.status for row in store.rows()] == [Status.FINISHED, Status.QUEUED, Status.LOST]
    assert store.find("decline/tuned/0").standing().status is Status.QUEUED
    assert len(store.select("regularizers.dropout.rate>0.1")) == 3
    assert {path: path.stat().st_mtime_ns for path in unwritable.rglob("*")} == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_store_that_cannot_be_read_is_told_in_a_sentence(unwritable: Path) -> None:
    unwritable.chmod(0o000)
    with pytest.raises(StoreError, match="the store cannot be read"):
        Store(unwritable).rows()
