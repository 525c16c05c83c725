"""Whatever goes wrong is a sentence and a status."""

import subprocess
import sys
from typing import Any

import pytest

from store.errors import StoreError
from trainer.data.examples import DataError
from trainer.launch.errors import LaunchError
from trainer.settings.problems import PlanError, Problem
from tui.commands.common import say
from tui.guard import CommandError, guarded


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


def test_an_interrupt_is_told_by_the_status_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(raising(KeyboardInterrupt())) == 130
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
        "import sys; from tui.commands.common import say; from tui.guard import guarded; "
        "sys.exit(guarded(lambda: [say('x' * 99) for _ in range(9999)]))"
    )
    with subprocess.Popen((sys.executable, "-c", code), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141
