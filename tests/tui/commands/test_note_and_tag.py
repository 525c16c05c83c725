"""`backslide note` and `backslide tag`."""

from pathlib import Path

import pytest

from store.store import Store
from tests.support.stores import make_store
from tui.commands import main


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    return make_store(tmp_path / "runs", 8)


def test_a_note_goes_to_every_run_that_is_named_and_can_be_taken_away(store: Store) -> None:
    assert main(["note", "decline/tuned", "--text", "for the talk"]) == 0
    assert {row.name for row in store.rows() if row.note == "for the talk"} == {"decline/tuned/0", "decline/tuned/1"}
    assert main(["note", "decline", "--clear"]) == 0
    assert {row.note for row in store.rows()} == {""}


def test_tags_come_and_go(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tag", "decline/tuned/0", "--add", "good", "--add", "old"]) == 0
    assert main(["tag", "decline/tuned/0", "--drop", "old"]) == 0
    assert [row.name for row in store.rows() if row.tags == ("good",)] == ["decline/tuned/0"]
    assert "tags: good old" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["note", "decline"], ["note", "decline", "--text", "x", "--clear"], ["tag", "decline"]]
)
def test_a_command_that_says_too_little_or_too_much_changes_nothing(
    store: Store, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("say ")
    assert {(row.note, row.tags) for row in store.rows()} == {("", ())}
