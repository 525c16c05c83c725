from pathlib import Path

import pytest

from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store
from tui.commands import common, main


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(common, "is_interactive", lambda: True)
    monkeypatch.setattr("sys.stdin.readline", lambda: text, raising=False)


def test_runs_go_to_the_trash_once_it_is_said_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = make_store(tmp_path, 8)
    assert main(["remove", "--store", str(tmp_path), "decline/tuned", store.rows()[0].id, "--yes"]) == 0
    assert "moved 3 runs to the trash" in capsys.readouterr().out
    assert {row.name for row in store.rows()} == {
        f"decline/{name}" for name in ("baseline/1", "remedy/0", "remedy/1", "no-mixup/0", "no-mixup/1")
    }


def test_without_anybody_to_answer_nothing_is_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
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
    assert "Move 1 run to the trash" in capsys.readouterr().out


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


def test_runs_are_brought_back_and_the_trash_is_emptied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = make_store(tmp_path, 2)
    one, two = (row.id for row in store.rows())
    main(["remove", "--store", str(tmp_path), one, two, "--yes"])
    assert main(["remove", "--store", str(tmp_path), one, "--restore"]) == 0
    assert [row.id for row in store.rows()] == [one]
    assert main(["remove", "--store", str(tmp_path), "--purge"]) == 2
    assert store.trashed() == [two]
    assert main(["remove", "--store", str(tmp_path), "--purge", "--yes"]) == 0
    assert main(["remove", "--store", str(tmp_path), "--purge"]) == 0
    out = capsys.readouterr().out
    assert out.endswith("brought back 1 run\ndeleted 1 run for good\nthe trash is empty\n")


def test_what_others_began_with_is_removed_only_by_who_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = add_run(tmp_path, variant="start")
    add_run(tmp_path, variant="tuned", needs=[start.id])
    store = Store(tmp_path)
    assert main(["remove", "--store", str(tmp_path), start.id, "--yes"]) == 2
    assert "1 other run (decline/tuned/0) took weights of these" in capsys.readouterr().err
    assert main(["remove", "--store", str(tmp_path), start.id, "--yes", "--needed"]) == 0
    assert [row.variant for row in store.rows()] == ["tuned"]


def test_runs_have_to_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", "--store", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "remove: name the runs, or say --purge to empty the trash\n"


def test_what_is_in_the_trash_is_listed_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = make_store(tmp_path, 2)
    one, other = (row.id for row in store.rows())
    store.remove([one, other])
    (tmp_path / "trash" / other / "config.json").write_text("{")
    assert main(["remove", "--store", str(tmp_path), "--restore"]) == 0
    first, second, last = capsys.readouterr().out.splitlines()
    assert first == f"{one}  decline/baseline/0"
    assert second.startswith(f"{other}  ")
    assert "this is no JSON" in second
    assert last == "2 runs in the trash; `backslide remove --restore ID` brings one back"
