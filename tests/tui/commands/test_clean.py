"""`backslide clean`."""

import json
from pathlib import Path

import pytest

from store.budget import set_budget
from store.run import BEST, LAST, Run
from store.status import Status
from store.store import Store
from tests.support.stores import BEGAN, add_run
from tui.commands import clean, main


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """A finished run that another one took its weights from, one that nobody needs, and one that can go on."""
    monkeypatch.chdir(tmp_path)
    root = tmp_path / "runs"
    source = add_run(root, variant="source")
    tuned = add_run(root, variant="tuned", created=BEGAN + 1, weights={"variant:source": [source.id]})
    stopped = add_run(root, variant="stopped", created=BEGAN + 2, status=Status.STOPPED)
    for run in (source, tuned, stopped):
        for name in (BEST, LAST):
            (run.folder / name).write_bytes(bytes(2**20))
    Store(root).reindex()
    return [source, tuned, stopped]


def has(runs: list[Run]) -> list[list[str]]:
    return [sorted(path.name for path in run.folder.glob("*.safetensors")) for run in runs]


def test_what_takes_room_is_shown(runs: list[Run], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean"]) == 0
    out = capsys.readouterr().out
    assert "3.0 MiB" in out
    assert "free on the disk" in out
    assert main(["clean", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {row["key"]: row["values"]["size"] for row in rows}["weights"] == 3 * 2**20


def test_only_what_can_be_done_without_is_dropped(runs: list[Run], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", "--drop", "last", "--yes"]) == 0
    assert capsys.readouterr().out == "removed 2 files, 2.0 MiB\n"
    assert has(runs) == [[BEST], [BEST], [BEST, LAST]]
    assert main(["clean", "decline", "--drop", "weights", "--yes"]) == 0
    assert has(runs) == [[BEST], [], [BEST, LAST]]
    assert main(["clean", "--drop", "epochs", "--yes"]) == 0
    assert capsys.readouterr().out.endswith("there is nothing to remove\n")


def test_nothing_is_dropped_unasked(runs: list[Run], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", "--drop", "last"]) == 2
    assert "nobody is here to answer, so say it with --yes" in capsys.readouterr().err
    assert main(["clean", "--budget", "5MB"]) == 2
    assert has(runs) == [[BEST, LAST]] * 3


def test_a_budget_is_said_kept_and_taken_back(runs: list[Run], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", "--budget", "5MB", "--yes"]) == 0
    out = capsys.readouterr().out
    assert f"{runs[0].id}: removed {LAST} to stay within 5.0 MiB" in out
    assert "the store may take 5.0 MiB; it takes 4." in out
    main(["clean"])
    assert "of 5.0 MiB that it may take" in capsys.readouterr().out
    assert main(["clean", "--budget", "none"]) == 0
    assert capsys.readouterr().out == "the store may take what there is\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--budget", "much"], "--budget much: this is no size; one is 6GB or 800MB\n"),
        (["decline"], "clean: say with --drop what is to be removed of these runs\n"),
    ],
)
def test_what_cannot_be_done_is_told(
    words: list[str], sentence: str, runs: list[Run], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clean", *words]) == 2
    assert capsys.readouterr().err == sentence
    assert has(runs) == [[BEST, LAST]] * 3


def test_where_there_is_a_budget_dropping_takes_no_more_than_was_said(
    runs: list[Run], capsys: pytest.CaptureFixture[str]
) -> None:
    set_budget(Store(runs[0].folder.parent), 1)
    assert main(["clean", "--drop", "last", "--yes"]) == 0
    assert capsys.readouterr().out == "removed 2 files, 2.0 MiB\n"
    assert has(runs) == [[BEST], [BEST], [BEST, LAST]]


def test_what_somebody_came_to_need_while_the_question_stood_is_not_dropped(
    runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object, **__: object) -> bool:
        add_run(runs[0].folder.parent, seed=9, created=BEGAN + 9, weights={"variant:tuned": [runs[1].id]})
        return True

    monkeypatch.setattr(clean, "confirmed", meanwhile)
    assert main(["clean", "--drop", "weights"]) == 0
    assert BEST in has(runs)[1]
