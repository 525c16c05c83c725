import io
import sys
from pathlib import Path

import pytest

from store.compare.table import Cell, Column, Row, Table
from tests.tui.commands.terminal import in_pipe
from tui.commands.common import confirmed, print_table, wants_colour
from tui.commands.options import Format
from tui.guard import CommandError

TABLE = Table("Title", (Column("name"), Column("n", "right")), (Row((Cell("a", "a"), Cell("1", 1, "worse"))),))


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch, answer: str = "") -> Terminal:
    """Let the rest of a test talk to a terminal, and return what it sees."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return screen


def test_a_pipe_gets_no_colour_and_no_bound(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "10")
    wide = Table("", (Column("n"),), (Row((Cell("x" * 90),)),))
    print_table(wide, Format.TEXT)
    assert capsys.readouterr().out == f"n\n{'x' * 90}\n"


def test_a_terminal_gets_colour_and_what_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    print_table(TABLE, Format.TEXT)
    assert terminal.getvalue().splitlines()[-1] == "a     \x1b[31m1\x1b[0m"
    monkeypatch.setenv("COLUMNS", "20")
    print_table(Table("", (Column("n"),), (Row((Cell("x" * 90),)),)), Format.TEXT)
    assert terminal.getvalue().splitlines()[-1] == f"{'x' * 19}…"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    terminal = on_terminal(monkeypatch)
    assert wants_colour()
    monkeypatch.setenv(name, value)
    print_table(TABLE, Format.TEXT)
    assert "\x1b" not in terminal.getvalue()
    assert "Title" in terminal.getvalue()


@pytest.mark.parametrize(("format_", "start"), [("markdown", "## Title"), ("json", "{"), ("csv", "name,n")])
def test_other_formats_are_the_same_on_a_terminal(monkeypatch: pytest.MonkeyPatch, format_: str, start: str) -> None:
    terminal = on_terminal(monkeypatch)
    print_table(TABLE, Format(format_))
    assert terminal.getvalue().startswith(start)
    assert "\x1b" not in terminal.getvalue()


def test_without_anybody_to_ask_yes_must_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(CommandError, match="remove 3 runs: nobody is here to answer, so say it with --yes"):
        confirmed("remove 3 runs?", yes=False)
    assert confirmed("remove 3 runs?", yes=True)


@pytest.mark.parametrize(
    ("answer", "meant"), [("y\n", True), ("YES\n", True), ("\n", False), ("n\n", False), ("", False)]
)
def test_only_yes_is_yes(monkeypatch: pytest.MonkeyPatch, answer: str, *, meant: bool) -> None:
    terminal = on_terminal(monkeypatch, answer)
    assert confirmed("Remove 3 runs?", yes=False) is meant
    assert terminal.getvalue() == "Remove 3 runs? [y/N] "


def test_a_store_is_said_before_or_after_the_command_or_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    for words, kept in (
        (("--store", a, "table", "x"), a),
        (("table", "x", "--store", a), a),
        (("--store", b, "table", "x", "--store", a), a),
    ):
        assert in_pipe(*words, BACKSLIDE_STORE=b).stderr.startswith(f"{kept}: no run"), words
    assert in_pipe("table", "x", BACKSLIDE_STORE=b).stderr.startswith(f"{b}: no run")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
