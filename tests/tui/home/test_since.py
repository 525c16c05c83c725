"""The last look, and what has ended since."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.status import Status
from store.store import Store
from tests.support.stores import BEGAN, add_run, make_store
from tests.tui.rows import row
from tui.home.since import LastLook, Look, dated
from tui.keeping import statefile

NOW = BEGAN + 3600


def test_what_ended_after_a_look_was_missed_and_what_goes_on_was_not() -> None:
    look = Look(NOW)
    assert look.misses(row(ended=NOW + 1))
    assert not look.misses(row(ended=NOW - 1))
    assert not look.misses(row(status=Status.RUNNING))


def test_a_lost_run_is_missed_though_its_last_word_came_before_the_look() -> None:
    lost = row(status=Status.LOST, ended=NOW - 5)
    assert Look(NOW, frozenset({lost.id})).misses(lost)
    assert not Look(NOW).misses(lost)


def test_a_look_is_kept_for_the_next_time(tmp_path: Path) -> None:
    alive, done = row(seed=1, status=Status.RUNNING), row(seed=2, ended=NOW - 1)
    LastLook(tmp_path, lambda: NOW).take([alive, done])
    assert LastLook(tmp_path).look == Look(NOW, frozenset({alive.id}))


def test_before_any_look_a_day_counts_and_no_hint_is_given(tmp_path: Path) -> None:
    last = LastLook(tmp_path, lambda: NOW)
    assert last.look == Look(NOW - 86_400, first=True)
    assert last.hint([row(ended=NOW)]) == ""


def test_the_hint_counts_what_was_missed_until_the_next_look(tmp_path: Path) -> None:
    last = LastLook(tmp_path, lambda: NOW)
    last.take([])
    rows = [row(seed=seed, ended=NOW + 1) for seed in range(3)]
    assert last.hint(rows) == "3 ended since your last look · H"
    last.clock = lambda: NOW + 2
    last.take(rows)
    assert last.hint(rows) == ""


def test_a_look_for_a_picture_leaves_no_trace(tmp_path: Path) -> None:
    LastLook(tmp_path, keeps=False).take([])
    assert statefile.read(tmp_path) == {}


@pytest.mark.parametrize("kept", [{"looked": "yesterday"}, {"looked": True}, {}])
def test_what_is_no_look_is_none(kept: dict[str, object], tmp_path: Path) -> None:
    statefile.write(tmp_path, **kept)
    assert LastLook(tmp_path).look.first


def test_rows_know_when_runs_ended(tmp_path: Path) -> None:
    statuses = [Status.FINISHED, Status.FAILED, Status.STOPPED, Status.RUNNING, Status.QUEUED]
    rows = make_store(tmp_path / "runs", 5, statuses=statuses).rows()
    assert [bool(one.ended) for one in rows] == [True, True, True, False, False]
    assert all(0 < one.ended - one.created < 60 for one in rows[:3])


def test_where_the_index_does_not_say_when_the_files_do(tmp_path: Path) -> None:
    run = add_run(tmp_path)
    (told,) = Store(tmp_path).rows()
    os.utime(run.folder / "exit.json", (BEGAN + 99, BEGAN + 99))
    assert [one.ended for one in dated([told, replace(told, ended=0.0)], tmp_path)] == [told.ended, BEGAN + 99]
    (run.folder / "exit.json").unlink()
    os.utime(run.folder / "events.jsonl", (BEGAN + 77, BEGAN + 77))
    assert [one.ended for one in dated([replace(told, ended=0.0)], tmp_path)] == [BEGAN + 77]
