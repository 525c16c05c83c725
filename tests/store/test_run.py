import threading
from contextlib import suppress
from pathlib import Path

import pytest

from store.errors import StoreError
from store.run import EVENTS, NEW_STATE, RECORD, STATE, Run
from store.status import Status
from tests.support.stores import add_run


def test_a_run_is_called_by_experiment_variant_and_seed(tmp_path: Path) -> None:
    assert add_run(tmp_path, variant="tuned", seed=3).name == "decline/tuned/3"


def test_a_folder_without_a_record_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"this is no run: it has no config\.json"):
        _ = Run(tmp_path).record


def test_what_a_state_lacks_has_its_first_value(tmp_path: Path) -> None:
    run = Run(tmp_path)
    assert run.state() == NEW_STATE
    run.state()["tags"].append("mine")
    assert run.state()["tags"] == []
    assert NEW_STATE["tags"] == []


def test_changes_of_two_threads_both_stay(tmp_path: Path) -> None:
    run = add_run(tmp_path, status=Status.QUEUED)

    def tag(name: str) -> None:
        for number in range(10):
            with Run(run.folder).change_state() as state:
                state["tags"] = [*state["tags"], f"{name}{number}"]

    threads = [threading.Thread(target=tag, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(run.state()["tags"]) == 20


def test_a_change_that_fails_writes_nothing(tmp_path: Path) -> None:
    run = add_run(tmp_path, status=Status.QUEUED)
    with suppress(RuntimeError), run.change_state() as state:
        state["note"] = "half done"
        raise RuntimeError
    assert run.state()["note"] == ""


def test_a_history_grows_with_the_file(tmp_path: Path) -> None:
    run = add_run(tmp_path, epochs=4)
    whole = (run.folder / EVENTS).read_bytes()
    lines = whole.splitlines(keepends=True)
    (run.folder / EVENTS).write_bytes(b"".join(lines[:6]))
    reader = Run(run.folder)
    before = reader.history().epoch
    (run.folder / EVENTS).write_bytes(whole)
    assert before < reader.history().epoch == 4
    assert reader.history() is reader.history()


def test_lines_that_are_no_events_are_counted(tmp_path: Path) -> None:
    run = add_run(tmp_path)
    with (run.folder / EVENTS).open("ab") as file:
        file.write(b"nonsense\n")
    run.history()
    assert run.garbled == 1


def test_a_run_shows_its_folder(tmp_path: Path) -> None:
    run = add_run(tmp_path)
    assert str(run.folder) in repr(run)
    assert (run.folder / RECORD).is_file()
    assert (run.folder / STATE).is_file()
