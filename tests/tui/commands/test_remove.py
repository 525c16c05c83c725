from pathlib import Path

import pytest

from store.status import Status
from tests.support.stores import make_store
from tui.commands import common, main


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(common, "is_interactive", lambda: True)
    monkeypatch.setattr("sys.stdin.readline", lambda: text, raising=False)


def test_runs_are_deleted_once_it_is_said_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = make_store(tmp_path, 8)
    assert main(["remove", "--store", str(tmp_path), "decline/tuned", store.rows()[0].id, "--yes"]) == 0
    assert "deleted 3 runs" in capsys.readouterr().out
    assert {row.name for row in store.rows()} == {
        f"decline/{name}" for name in ("baseline/1", "remedy/0", "remedy/1", "no-mixup/0", "no-mixup/1")
    }


def test_without_anybody_to_answer_nothing_is_deleted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = make_store(tmp_path, 1)
    assert main(["remove", "--store", str(tmp_path), "decline/baseline/0"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert len(store.rows()) == 1


@pytest.mark.parametrize(("text", "left", "status"), [("y\n", 0, 0), ("n\n", 1, 1), ("\n", 1, 1), ("", 1, 1)])
def test_a_person_is_asked_and_the_answer_counts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    left: int,
    status: int,
) -> None:
    store = make_store(tmp_path, 1)
    answer(monkeypatch, text)
    assert main(["remove", "--store", str(tmp_path), "decline/baseline/0"]) == status
    assert len(store.rows()) == left
    assert "Delete 1 run for good" in capsys.readouterr().out


def test_a_run_that_is_alive_is_refused_before_anybody_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = make_store(tmp_path, 1, statuses=(Status.RUNNING,))
    assert main(["remove", "--store", str(tmp_path), "decline/baseline/0"]) == 2
    assert "stop it first" in capsys.readouterr().err
    assert len(store.rows()) == 1


def test_a_run_of_a_silent_machine_needs_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = make_store(tmp_path, 1, statuses=(Status.UNKNOWN,))
    assert main(["remove", "--store", str(tmp_path), "decline/baseline/0", "--yes"]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["remove", "--store", str(tmp_path), "decline/baseline/0", "--yes", "--force"]) == 0
    assert store.rows() == []
