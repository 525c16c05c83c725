"""The person's own editor."""

from pathlib import Path

import pytest

from tui.launching.editor import NoEditorError, edit, editor_call, stamp

FILE = Path("experiments/small.toml")


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that alone is on the path, with two editors in it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("nano", "code"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 3\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


@pytest.mark.usefixtures("on_path")
def test_an_editor_goes_to_the_line_of_a_mistake_where_it_is_known_to() -> None:
    assert editor_call({"EDITOR": "nano -w"}, FILE, 12) == ["nano", "-w", "+12", str(FILE)]
    assert editor_call({"EDITOR": "code --wait"}, FILE, 12) == ["code", "--wait", str(FILE)]
    assert editor_call({"EDITOR": "nano"}, FILE) == ["nano", str(FILE)]


@pytest.mark.usefixtures("on_path")
def test_visual_goes_before_editor_and_without_both_what_is_there_is_taken() -> None:
    assert editor_call({"VISUAL": "code", "EDITOR": "nano"}, FILE)[0] == "code"
    assert editor_call({"VISUAL": " "}, FILE)[0] == "nano"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"EDITOR": "emaks"}, "EDITOR is 'emaks', and there is no such command"),
        ({"EDITOR": "nano 'x"}, "a quote is not closed"),
        ({}, 'there is no editor here; set EDITOR, such as export EDITOR="nano"'),
    ],
)
def test_where_there_is_none_one_sentence_says_what_to_set(
    on_path: Path, environment: dict[str, str], told: str
) -> None:
    if not environment:
        (on_path / "nano").unlink()
    with pytest.raises(NoEditorError) as error:
        editor_call(environment, FILE)
    assert told in str(error.value)


def test_how_the_editor_ended_is_known(on_path: Path) -> None:
    assert edit([str(on_path / "nano")]) == 3


def test_a_file_that_was_written_has_another_stamp(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    assert stamp(file) is None
    file.write_text("a")
    before = stamp(file)
    file.write_text("ab")
    assert stamp(file) != before
