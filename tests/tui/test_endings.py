"""A person is told, and rung for, when runs end."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from store.row import Row
from store.status import Status
from tests.support.stores import make_store
from tests.tui.screens import WIDE, until
from tui.app import Backslide
from tui.endings import Endings
from tui.watcher import RowsChanged, RunsChanged

ROW = Row(
    id="id", experiment="decline", variant="tuned", seed=1, config_hash="hash", created=0.0, status=Status.RUNNING
)


def ended(row: Row, status: Status = Status.FINISHED, reason: str = "") -> Row:
    return replace(row, status=status, reason=reason)


def test_only_what_ends_while_one_looks_is_told_and_once() -> None:
    endings = Endings([ROW, replace(ROW, id="old", status=Status.FAILED)])
    assert not endings.see([ROW, replace(ROW, id="old", status=Status.FAILED)])
    assert endings.see([ended(ROW)])
    assert endings.take() == ("decline/tuned/1 has finished", False)
    assert not endings.see([ended(ROW)])
    assert not endings.see([replace(ROW, id="new", status=Status.QUEUED)])
    assert endings.see([ended(replace(ROW, id="new"), Status.FAILED, "the loss is nan")])
    assert endings.take() == ("decline/tuned/1 failed: the loss is nan", True)


def test_a_run_that_goes_on_is_told_again() -> None:
    endings = Endings([ROW])
    for _ in range(2):
        assert endings.see([ended(ROW, Status.STOPPED)])
        assert endings.take()[0] == "decline/tuned/1 was stopped"
        assert not endings.see([ROW])


def test_many_are_told_in_one_sentence() -> None:
    rows = [replace(ROW, id=str(number)) for number in range(5)]
    endings = Endings(rows)
    endings.see([ended(row, Status.LOST if row.id == "0" else Status.FINISHED) for row in rows])
    assert endings.take() == ("5 runs have ended: 4 finished, 1 lost", True)


async def test_the_app_rings_once_for_what_ends_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_store(tmp_path / "runs", 3, statuses=[Status.RUNNING])
    rung: list[str] = []
    app = Backslide(store)
    monkeypatch.setattr(app, "bell", lambda: rung.append("bell"))
    async with app.run_test(size=WIDE) as pilot:
        one, *others = store.rows()
        app.post_message(RunsChanged(ended(one, Status.FAILED)))
        app.post_message(RowsChanged([ended(one, Status.FAILED), *map(ended, others)]))
        await until(pilot, lambda: rung, "the bell")
        (note,) = app._notifications
        assert (note.message, note.severity) == ("3 runs have ended: 2 finished, 1 failed", "error")
        await pilot.pause(0.7)
        assert rung == ["bell"]
