import os
from pathlib import Path

import pytest

from store.damage import damaged_files
from store.events import EventReader
from store.files import hold, read_json
from store.findings import Finding
from store.health import examine, mend
from store.run import EVENTS, EXIT, LOCK, STATE, Run
from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store


def found(run: Run) -> list[Finding]:
    return list(damaged_files(Run(run.folder)))


def standing(run: Run) -> tuple[Status, str]:
    seen = Run(run.folder).standing()
    return seen.status, seen.reason


@pytest.mark.parametrize("status", [Status.FINISHED, Status.FAILED, Status.STOPPED])
@pytest.mark.parametrize("exits", [True, False])
def test_a_damaged_state_is_written_anew_and_the_status_stays(tmp_path: Path, status: Status, *, exits: bool) -> None:
    run = add_run(tmp_path, status=status)
    before = standing(run)
    (run.folder / STATE).write_text("{torn")
    if not exits:
        (run.folder / EXIT).unlink()
    (finding,) = found(run)
    assert "run.json: line 1: this is no JSON" in finding.text
    assert mend([finding]) == []
    assert (run.folder / "run.json.damaged").read_text() == "{torn"
    assert standing(run) == before
    assert found(run) == []


def test_what_is_whole_of_a_state_stays(tmp_path: Path) -> None:
    run = add_run(tmp_path)
    with run.change_state() as state:
        state.update(note="kept", tags=3)
    assert mend(found(run)) == []
    assert (run.state()["note"], run.state()["tags"]) == ("kept", [])
    assert standing(run)[0] is Status.FINISHED


def test_a_missing_state_of_a_finished_run_is_written_anew(tmp_path: Path) -> None:
    run = add_run(tmp_path)
    (run.folder / STATE).unlink()
    assert mend(found(run)) == []
    assert standing(run)[0] is Status.FINISHED


def test_a_run_that_had_not_begun_waits_for_what_it_needs_and_for_a_person(tmp_path: Path) -> None:
    needed = add_run(tmp_path)
    run = add_run(tmp_path, status=Status.QUEUED, weights={"variant:source": [needed.id]})
    (run.folder / STATE).write_text("")
    assert mend(found(run)) == []
    assert run.state()["depends_on"] == [needed.id]
    assert standing(run) == (Status.QUEUED, "paused")


def test_a_second_damage_keeps_the_first_one_s_file(tmp_path: Path) -> None:
    run = add_run(tmp_path)
    for content in ("one", "two"):
        (run.folder / STATE).write_text(content)
        mend(found(run))
    assert [(run.folder / f"run.json.damaged{more}").read_text() for more in ("", "-2")] == ["one", "two"]


def test_lines_that_are_no_events_are_told_by_number_and_left_out(tmp_path: Path) -> None:
    run = add_run(tmp_path)
    path = run.folder / EVENTS
    whole = path.read_bytes()
    damaged = b"nonsense\n" + whole + b'{"kind": "epoch", "epoch": "x"}\n' + b'{"t": 1.0, "ki'
    path.write_bytes(damaged)
    (finding,) = found(run)
    count = whole.count(b"\n")
    assert f"events.jsonl: 3 of its lines are no events (1, {count + 2}, {count + 3})" in finding.text
    assert mend([finding]) == []
    assert path.read_bytes() == whole
    assert (run.folder / "events.jsonl.damaged").read_bytes() == damaged
    assert found(run) == []


def test_the_last_line_of_a_run_that_lives_may_be_on_its_way(tmp_path: Path) -> None:
    run = add_run(tmp_path, status=Status.RUNNING)
    with (run.folder / EVENTS).open("a") as file:
        file.write('{"t": 1.0, "ki')
    assert found(run) == []


def test_the_events_of_a_run_that_lives_are_told_and_not_touched(tmp_path: Path) -> None:
    run = add_run(tmp_path, status=Status.RUNNING)
    with (run.folder / EVENTS).open("a") as file:
        file.write("nonsense\n")
    (finding,) = found(run)
    assert finding.mend is None
    assert "can go once the run has ended" in finding.text


def test_events_are_not_mended_while_somebody_holds_the_run(tmp_path: Path) -> None:
    run = add_run(tmp_path)
    with (run.folder / EVENTS).open("a") as file:
        file.write("nonsense\n")
    before = (run.folder / EVENTS).read_bytes()
    lock = hold(run.folder / LOCK)
    findings = found(run)
    (left,) = mend(findings)
    assert "could not be put right" in left.text
    assert (run.folder / EVENTS).read_bytes() == before
    os.close(lock)


def test_a_folder_in_the_place_of_the_events_is_kept_beside(tmp_path: Path) -> None:
    run = add_run(tmp_path)
    (run.folder / EVENTS).unlink()
    (run.folder / EVENTS).mkdir()
    (finding,) = found(run)
    assert "events.jsonl: a file is expected here" in finding.text
    assert mend([finding]) == []
    assert (run.folder / "events.jsonl.damaged").is_dir()
    assert EventReader(run.folder / EVENTS).read_new() == []


def test_a_checkpoint_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    run = add_run(tmp_path)
    (run.folder / "last.safetensors").write_bytes(b"\0" * 40)
    (finding,) = found(run)
    assert "last.safetensors: is no whole safetensors file" in finding.text
    assert finding.mend is None


def test_the_index_says_where_a_run_stands_once_its_state_is_mended(tmp_path: Path) -> None:
    store = make_store(tmp_path, 2)
    (store.root / store.rows()[0].id / STATE).write_text("{")
    assert mend(examine(store)) == []
    assert examine(Store(tmp_path)) == []
    assert read_json(tmp_path / store.rows()[0].id / STATE) is not None
