"""`backslide doctor`, above all what it says of a store and mends of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from store.files import hold
from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store
from tests.trainer.launch.scene import queue, statuses, use_stand_ins, wait_until
from trainer.launch import dispatcher
from tui.commands import main


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_stand_ins(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)


def doctor(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, Any]]:
    """Return the status and, of what was looked at, what was found; of several of a name, the last."""
    status = main(["doctor", "--format", "json", *options])
    table = json.loads(capsys.readouterr().out)
    return status, {row["key"]: row["values"]["found"] for row in table["rows"]}


def test_a_machine_and_a_store_in_order_end_with_status_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_store(tmp_path / "runs", 3)
    status, found = doctor(capsys)
    assert status == 0
    assert found["runs"]["found"] == "3 runs: 3 finished"
    assert found["dispatcher"]["found"] == "none, and nothing to do for one"
    assert found["torch"]["found"]


def test_a_store_that_is_not_there_yet_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(capsys)[0] == 0
    assert not (tmp_path / "runs").exists()


def test_people_read_the_verdict_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor"])
    assert capsys.readouterr().out.splitlines()[-1] == "all is well"


def test_a_stale_index_is_a_trouble_until_it_is_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = make_store(tmp_path / "runs", 3, indexed=False)
    status, found = doctor(capsys)
    assert status == 1
    assert "`backslide doctor --mend`" in found["trouble"]["advice"]
    status, found = doctor(capsys, "--mend")
    assert (status, "out of date" in found["mended"]["found"]) == (0, True)
    assert len(store.index.rows()) == 3


def test_what_only_a_person_can_mend_stays_a_trouble(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = add_run(tmp_path / "runs")
    (run.folder / "exit.json").write_text("{torn")
    status, found = doctor(capsys, "--mend")
    assert status == 1
    assert "exit.json" in found["trouble"]["found"]


def test_runs_that_wait_without_a_dispatcher_get_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(tmp_path / "runs")
    runs = queue(store, 2)
    status, found = doctor(capsys)
    assert (status, found["dispatcher"]["found"]) == (1, "none, though 2 runs wait")
    status, found = doctor(capsys, "--mend")
    assert found["dispatcher"]["found"] == "started, as 2 runs waited"
    wait_until(lambda: not dispatcher.is_alive(store.root))
    assert statuses(runs) == ["finished", "finished"]


def test_a_dispatcher_that_cannot_be_started_is_a_trouble(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    queue(Store(tmp_path / "runs"))
    status, found = doctor(capsys, "--mend")
    assert (status, found["dispatcher"]["bad"]) == (1, True)


def test_a_dispatcher_that_lives_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_run(tmp_path / "runs", status=Status.QUEUED)
    lock = hold(tmp_path / "runs" / dispatcher.LOCK)
    Path("runs", dispatcher.LOCK).write_text('{"t": 0, "pid": 7, "host": "box", "version": "0.1.0"}')
    _, found = doctor(capsys)
    assert found["dispatcher"]["found"].endswith("(process 7 on box, version 0.1.0)")
    assert lock


def test_a_store_that_is_read_only_is_told_and_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path / "runs", 2, indexed=False)
    monkeypatch.setattr("tui.checkup.shelf.can_write", lambda _: False)
    status, found = doctor(capsys, "--mend")
    assert found["rights"]["found"].startswith("you may read it, but not write to it")
    assert (status, "out of date" in found["trouble"]["found"]) == (1, True)
    assert not (tmp_path / "runs" / "index.json").exists()


def test_turns_of_dispatchers_that_were_killed_are_told_and_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "claims").mkdir()
    turn = tmp_path / "claims" / "cpu@00000000000000000001-00000000.turn"
    turn.touch()
    status, found = doctor(capsys)
    assert (status, found["turns"]["found"][:6]) == (0, "1 turn")
    doctor(capsys, "--mend")
    assert not turn.exists()
