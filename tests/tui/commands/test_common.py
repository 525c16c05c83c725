import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.exceptions import Abort

from store.compare.table import Cell, Column, Row, Table
from store.errors import StoreError
from tests.tui.commands.terminal import in_pipe
from trainer.data.examples import DataError
from trainer.launch.errors import LaunchError
from trainer.settings.problems import PlanError, Problem
from tui.commands.common import CommandError, Format, confirmed, guarded, print_table, say, wants_colour

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


def raising(error: BaseException) -> Any:
    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize(
    "error",
    [
        CommandError("say it with --yes"),
        StoreError("runs: there is no run 'x'"),
        DataError("digits: there is no class 11"),
        LaunchError("no device is free"),
        PlanError([Problem("training.epochs", "must be a number")]),
    ],
)
def test_what_a_user_can_mend_is_a_sentence_with_status_2(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(raising(error)) == 2
    told = capsys.readouterr().err
    assert str(error).splitlines()[0] in told
    assert "Traceback" not in told


def test_what_failed_otherwise_is_a_sentence_with_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(raising(ZeroDivisionError("division by zero"))) == 1
    assert capsys.readouterr().err == "backslide: ZeroDivisionError: division by zero (--debug shows where)\n"


def test_debug_lets_the_traceback_through() -> None:
    with pytest.raises(StoreError):
        guarded(raising(StoreError("x")), debug=True)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Abort()])
def test_an_interrupt_is_told_by_the_status_alone(error: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(raising(error)) == 130
    assert capsys.readouterr() == ("", "")


def test_a_command_may_say_its_own_status() -> None:
    assert guarded(lambda: 3) == 3
    assert guarded(lambda: None) == 0


def test_what_the_system_refuses_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(raising(OSError(30, "Read-only file system", "runs/queue.lock"))) == 1
    assert capsys.readouterr().err == "runs/queue.lock: read-only file system\n"


def test_errors_and_lines_never_act_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    guarded(raising(StoreError("no run is called '\x1b[2J\u202e'\nsecond")))
    say("a\x07b")
    told = capsys.readouterr()
    assert told.err == "no run is called '\\x1b[2J\\u202e'\nsecond\n"
    assert told.out == "a\\x07b\n"


def test_a_reader_that_has_gone_ends_a_command_quietly() -> None:
    code = (
        "import sys; from tui.commands.common import guarded, say; "
        "sys.exit(guarded(lambda: [say('x' * 99) for _ in range(9999)]))"
    )
    with subprocess.Popen((sys.executable, "-c", code), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


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
