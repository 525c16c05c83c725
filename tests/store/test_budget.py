"""What a store takes, and how it stays within what it may take."""

import os
from pathlib import Path

import pytest

from store.budget import drop, keep_to_budget, needed_ids, set_budget, spare, taken, weigh
from store.errors import StoreError
from store.files import hold
from store.line import QUEUEING, line
from store.run import BEST, LAST, Run
from store.status import Status
from store.store import Store
from tests.support.stores import BEGAN, add_run

KB = 2**20


def run(root: Path, number: int, status: Status = Status.FINISHED, **changes: object) -> Run:
    """Add a run with a megabyte of weights, one of what it would go on from, and one of an epoch."""
    made = add_run(root, seed=number, created=BEGAN + number, status=status, **changes)
    for name in (BEST, LAST, "epoch-00002.safetensors"):
        (made.folder / name).write_bytes(bytes(KB))
    return made


def has(run: Run) -> set[str]:
    return {path.name for path in run.folder.glob("*.safetensors")}


def test_what_is_taken_is_told_by_what_it_is(tmp_path: Path) -> None:
    one = run(tmp_path, 1)
    (tmp_path / "trash" / "x").mkdir(parents=True)
    (tmp_path / "trash" / "x" / "file").write_bytes(bytes(500))
    store = Store(tmp_path)
    sizes = taken(store)
    assert (sizes["weights"], sizes["last"], sizes["epochs"], sizes["trash"]) == (KB, KB, KB, 500)
    assert sizes["runs"] == sum(p.stat().st_size for p in one.folder.iterdir() if p.suffix != ".safetensors")
    assert sum(sizes.values()) == sum(p.stat().st_size for p in tmp_path.rglob("*") if p.is_file())


def test_what_can_be_done_without_goes_first_and_the_oldest_before_the_newest(tmp_path: Path) -> None:
    old, new = run(tmp_path, 1), run(tmp_path, 2)
    store = Store(tmp_path)
    assert keep_to_budget(store) == [], "no budget, nothing is removed"
    set_budget(store, sum(taken(store).values()) - 3 * KB - KB // 2)
    said = keep_to_budget(store)
    assert [has(old), has(new)] == [{BEST}, {BEST}]
    assert said[0] == f"{old.id}: removed {LAST} to stay within 2.5 MiB"
    set_budget(store, sum(taken(store).values()) - KB // 2)
    keep_to_budget(store)
    assert [has(old), has(new)] == [set(), {BEST}]


@pytest.mark.parametrize("status", [Status.STOPPED, Status.FAILED, Status.RUNNING])
def test_what_can_go_on_and_what_others_need_is_never_removed_and_no_run_begins(status: Status, tmp_path: Path) -> None:
    teacher, unfinished = run(tmp_path, 1), run(tmp_path, 2, status)
    run(tmp_path, 3, start_run=teacher.id, weights={"variant:x": [teacher.id]})
    waiting = add_run(tmp_path, seed=4, created=BEGAN + 4, status=Status.QUEUED)
    store = Store(tmp_path)
    assert needed_ids(store) == {teacher.id}
    set_budget(store, KB)
    keep_to_budget(store)
    assert has(teacher) == {BEST}
    assert has(unfinished) == {BEST, LAST, "epoch-00002.safetensors"}
    assert line(tmp_path)["over"] > 4 * KB
    assert "of 1.0 MiB; `backslide clean` says of what" in waiting.standing().reason
    set_budget(store, None)
    assert waiting.standing().reason == ""


def test_a_run_that_still_writes_and_what_a_damaged_or_trashed_run_may_need_are_left_alone(tmp_path: Path) -> None:
    writing, source = run(tmp_path, 1), run(tmp_path, 2)
    lock = hold(writing.folder / "lock")
    trashed = add_run(tmp_path, seed=3, created=BEGAN + 3, weights={"variant:x": [source.id]})
    store = Store(tmp_path)
    store.remove([trashed.id])
    set_budget(store, KB)
    keep_to_budget(store)
    assert has(writing) == {BEST, LAST, "epoch-00002.safetensors"}
    assert has(source) == {BEST}
    store.purge()
    damaged = add_run(tmp_path, seed=4, created=BEGAN + 4, status=Status.QUEUED)
    (damaged.folder / "run.json").write_text("{")
    keep_to_budget(store)
    assert has(source) == {BEST}, "nobody knows what the damaged run needs"
    os.close(lock)


def test_a_folder_without_a_record_and_a_record_without_a_network_hold_nothing_up(tmp_path: Path) -> None:
    source = run(tmp_path, 1)
    add_run(tmp_path, seed=2, created=BEGAN + 2, config={}, start_run=source.id)
    (tmp_path / "trash" / "2026-11-26-aaaaaaa").mkdir(parents=True)
    assert needed_ids(Store(tmp_path)) == {source.id}


def test_of_some_runs_only_those_that_are_over_and_let_go_of_have_something_to_spare(tmp_path: Path) -> None:
    done, writing, stopped = run(tmp_path, 1), run(tmp_path, 2), run(tmp_path, 3, Status.STOPPED)
    lock = hold(writing.folder / "lock")
    for kind in ("last", "weights", "epochs"):
        assert {path.parent for path in spare(Store(tmp_path), kind, [done, writing, stopped])} == {done.folder}
    assert [path.name for path, _ in drop(Store(tmp_path), "last")] == [LAST]
    os.close(lock)


def test_nothing_is_removed_while_somebody_queues(tmp_path: Path) -> None:
    made = run(tmp_path, 1)
    store = Store(tmp_path)
    set_budget(store, KB)
    queueing = hold(tmp_path / QUEUEING)
    with pytest.raises(StoreError, match="another process has held this lock"):
        keep_to_budget(store, patience=0)
    assert has(made) == {BEST, LAST, "epoch-00002.safetensors"}
    os.close(queueing)
    weigh(store)
    assert line(tmp_path)["over"] > 3 * KB
    assert has(made) == {BEST, LAST, "epoch-00002.safetensors"}, "to weigh removes nothing"
