import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from store.events import EventWriter
from store.files import hold, write_json
from store.liveness import this_machine
from store.run import CONSOLE, EVENTS, EXIT, LOCK, Run
from store.status import Status
from tests.support.stores import add_run
from tui.commands import main
from tui.commands.log import read_lines


def test_a_log_is_what_the_process_printed_and_then_how_it_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = add_run(tmp_path, epochs=3)
    assert main(["log", "--store", str(tmp_path), run.id]) == 0
    captured = capsys.readouterr()
    assert captured.out == (run.folder / CONSOLE).read_text()
    assert captured.err == f"decline/baseline/0 ({run.id}) is finished\n"


def test_a_log_is_shown_literally_as_a_terminal_would_leave_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = add_run(tmp_path)
    (run.folder / CONSOLE).write_bytes(b" 10%\r100%\r\n\x1b]0;title\x07bell\nhalf a line \xff")
    assert main(["log", "--store", str(tmp_path), run.id]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "100%"
    assert "\x1b" not in lines[1]
    assert lines[2] == "half a line \ufffd"


def test_events_are_lines_of_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = add_run(tmp_path, epochs=2)
    assert main(["log", "--store", str(tmp_path), run.id, "--events"]) == 0
    kinds = [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()]
    assert kinds[0] == "started"
    assert kinds[-1] == "finished"


def test_events_stay_json_whatever_they_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, text = add_run(tmp_path), "a\xa0b\x85c\x7f\u202e\x1b 😀"
    with EventWriter(run.folder / EVENTS) as writer:
        writer.write("warning", text=text)
    assert main(["log", "--store", str(tmp_path), run.id, "--events"]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.replace("\n", "").isprintable()
    assert json.loads(out.splitlines()[-1])["text"] == text


def test_a_run_without_a_console_says_where_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = add_run(tmp_path, variant="source", status=Status.QUEUED)
    run = add_run(tmp_path, status=Status.QUEUED, needs=[source.id])
    assert main(["log", "--store", str(tmp_path), run.id]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "is waiting: waits for decline/source/0" in captured.err


@pytest.fixture
def live(tmp_path: Path) -> tuple[Run, int]:
    """A run that lives for as long as its lock's descriptor is open."""
    run = add_run(tmp_path, status=Status.QUEUED)
    with run.change_state() as state:
        state["launched"] = {"t": time.time(), "pid": 1, **this_machine().as_evidence()}
    descriptor = hold(run.folder / LOCK)
    return run, descriptor


def test_following_yields_lines_as_they_come_whole_and_ends_with_the_run(live: tuple[Run, int]) -> None:
    run, descriptor = live
    console = run.folder / CONSOLE
    console.write_text("first\nsec")
    lines = read_lines(run, CONSOLE, follow=True)
    assert next(lines) == "first"

    def go_on() -> None:
        time.sleep(0.2)
        with console.open("a") as file:
            file.write("ond\n")
        time.sleep(0.2)
        with console.open("a") as file:
            file.write("last, without a newline")
        (run.folder / EVENTS).write_text(json.dumps({"t": time.time(), "kind": "finished"}) + "\n")
        write_json(run.folder / EXIT, {"status": 0, "signal": None, "ended": time.time()})
        os.close(descriptor)

    thread = threading.Thread(target=go_on)
    thread.start()
    assert list(lines) == ["second", "last, without a newline"]
    thread.join()


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_following(live: tuple[Run, int]) -> None:
    run, descriptor = live
    (run.folder / CONSOLE).write_text("first\n")
    command = [sys.executable, "-c", "import sys; from tui.commands import main; sys.exit(main(sys.argv[1:]))"]
    child = subprocess.Popen(
        [*command, "log", "-f", "--store", str(run.folder.parent), run.id], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "first\n"
    child.send_signal(2)
    assert child.wait(20) == 130
    child.stdout.close()
    os.close(descriptor)
