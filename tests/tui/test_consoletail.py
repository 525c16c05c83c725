"""The newest lines of a console."""

from pathlib import Path

import pytest

from tui import consoletail
from tui.consoletail import ConsoleTail


def texts(tail: ConsoleTail) -> list[str]:
    return [line.text for line in tail.lines()]


def test_lines_are_read_as_they_come_and_an_unfinished_one_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    tail = ConsoleTail(path)
    assert not tail.read_new()
    path.write_bytes(b"one\ntw")
    assert tail.read_new()
    assert texts(tail) == ["one", "tw"]
    path.write_bytes(b"one\ntwo\n")
    assert tail.read_new()
    assert not tail.read_new()
    assert texts(tail) == ["one", "two"]


def test_a_character_that_is_cut_by_a_read_is_whole_in_the_end(tmp_path: Path) -> None:
    path, content = tmp_path / "console.log", "größer\n".encode()
    tail = ConsoleTail(path)
    path.write_bytes(content[:3])
    tail.read_new()
    path.write_bytes(content)
    tail.read_new()
    assert texts(tail) == ["größer"]


def test_of_a_long_log_only_whole_lines_near_the_end_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consoletail, "MOST_BYTES", 20)
    path = tmp_path / "console.log"
    path.write_text("".join(f"line {number}\n" for number in range(100)))
    tail = ConsoleTail(path)
    tail.read_new()
    assert texts(tail) == ["line 98", "line 99"]


def test_a_log_that_was_made_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    path.write_text("a long line\n")
    tail = ConsoleTail(path)
    tail.read_new()
    path.write_text("new\n")
    assert tail.read_new()
    assert texts(tail) == ["a long line", "new"]
