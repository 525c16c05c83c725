"""The lines of a console, of any size, read when they are asked for."""

from pathlib import Path

import pytest

from tests.tui.run.console.test_index import content_of
from tui.run.console import log as logs
from tui.run.console.index import BLOCK
from tui.run.console.log import LONGEST, ConsoleLog, Keys, Lines, counted_back


def whole(path: Path) -> ConsoleLog:
    """Return a log all of whose lines are counted."""
    log = ConsoleLog(path)
    log.look()
    for counts in counted_back(log, 2):
        log.take_in(counts)
    return log


def texts(log: ConsoleLog) -> list[str]:
    return [line.text for line in Lines(log)]


def test_lines_are_read_as_they_come_and_an_unfinished_one_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    log = ConsoleLog(path)
    assert not log.look()
    path.write_bytes(b"one\ntw")
    assert log.look()
    assert texts(log) == ["one", "tw"]
    with path.open("ab") as file:
        file.write(b"o\n")
    assert log.look()
    assert not log.look()
    assert texts(log) == ["one", "two"]


def test_a_character_that_is_cut_by_a_read_is_whole_in_the_end(tmp_path: Path) -> None:
    path, content = tmp_path / "console.log", "größer\n".encode()
    log = ConsoleLog(path)
    path.write_bytes(content[:3])
    log.look()
    with path.open("ab") as file:
        file.write(content[3:])
    log.look()
    assert texts(log) == ["größer"]


@pytest.mark.parametrize("seed", range(4))
def test_every_line_of_a_long_log_is_there_whatever_their_lengths(tmp_path: Path, seed: int) -> None:
    path, content = tmp_path / "console.log", content_of(seed, 12 * BLOCK)
    path.write_bytes(content)
    expected = content.decode().split("\n")
    expected = expected[:-1] if content.endswith(b"\n") else expected
    shown = texts(whole(path))
    assert len(shown) == len(expected)
    for line, there in zip(shown, expected, strict=True):
        assert line == there or (len(there) > LONGEST and line.startswith("x" * LONGEST + " … and "))


def test_the_end_of_a_long_log_is_known_before_anything_else_is_read(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    path.write_text("".join(f"line {number:06}\n" for number in range(50_000)))
    log = ConsoleLog(path)
    log.look()
    lines = Lines(log)
    assert len(lines) < 20_000
    assert [line.text for line in lines[-2:]] == ["line 049998", "line 049999"]
    assert "line 038229".endswith(lines[0].text), "what is cut is shown as far as it is known"


def test_keys_of_lines_stay_when_more_of_the_log_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    path.write_text("".join(f"line {number:06}\n" for number in range(50_000)))
    log = ConsoleLog(path)
    log.look()
    key, line, cut = Keys(log)[-5], Lines(log)[-5], Lines(log)[0]
    for counts in counted_back(log, 2):
        log.take_in(counts)
    assert Keys(log)[49_995] == key == str(line.number)
    assert Lines(log)[49_995] == line
    assert log.line(cut.number).text == "line 038229" != cut.text
    assert (len(Keys(log)), len(Lines(log))) == (50_000, 50_000)
    assert [*Keys(log)[:1]] == [str(Lines(log)[0].number)]


def test_a_log_that_was_cut_or_replaced_begins_again(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    path.write_text("a long line\n")
    log = ConsoleLog(path)
    log.look()
    path.write_text("new\n")
    assert log.look()
    assert texts(log) == ["new"]
    other = tmp_path / "other"
    other.write_text("another file that is longer\n")
    other.replace(path)
    assert log.look()
    assert texts(log) == ["another file that is longer"]


def test_lines_of_a_log_that_has_gone_are_empty_not_errors(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    path.write_text("one\ntwo\n")
    log = ConsoleLog(path)
    log.look()
    path.unlink()
    assert not log.look()
    assert texts(log) == ["", ""]
    assert log.count_back(3, 2) == []


def test_much_that_comes_at_once_is_counted_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST_READ", 10)
    path = tmp_path / "console.log"
    path.write_text("")
    log = ConsoleLog(path)
    log.look()
    path.write_text("123456\n" * 3)
    seen = []
    while log.look():
        seen.append((log.index.size, log.behind))
    assert seen == [(10, True), (20, True), (21, False)]
    assert texts(log) == ["123456"] * 3


def test_of_a_long_line_that_was_overwritten_the_last_state_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    bar = "".join(f"\r{step:6}/100000 |{'#' * (step // 5000):20}|" for step in range(20_001))
    path.write_text(f"before\n{bar}\nafter\n{bar}")
    assert path.stat().st_size > 10 * BLOCK
    assert texts(whole(path)) == ["before", f" 20000/100000 |{'####':20}|", "after", f" 20000/100000 |{'####':20}|"]


def test_a_line_longer_than_is_shown_says_how_much_more_there_is(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    path.write_bytes(b"short\n" + b"y" * 1_000_000 + b"\nlast\n")
    shown = texts(whole(path))
    assert shown[1] == "y" * LONGEST + f" … and {1_000_000 - LONGEST:,} more bytes"
    assert (shown[0], shown[2]) == ("short", "last")


def test_what_is_no_text_and_what_would_act_on_a_terminal_is_shown_literally(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    path.write_bytes(b"\xff\xfe\x1b[2J\x1b]0;EVIL\x07\n")
    assert texts(whole(path)) == ["\ufffd\ufffd␛[2J␛]0;EVIL␇"]
