"""From a decline to its report in a real terminal, by keys alone: compare, find what did it, cure it, write it down."""

import time
from collections.abc import Iterator
from pathlib import Path
from sys import executable

import pytest

from store.store import Store
from tests.end_to_end.terminal import Terminal
from tests.trainer.diagnose.lawful import FILE_OF_TWO, measured_store
from tests.trainer.launch.scene import use_stand_ins, wait_until
from trainer.launch.dispatcher import is_alive
from tui.commands import main

LAW = {"regularizers.dropout": 0.2}
READING = 0.5
"""Seconds for which a question is read: nobody agrees to what has just come on screen."""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    use_stand_ins(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    yield measured_store(Path(), monkeypatch, LAW, FILE_OF_TWO)
    wait_until(lambda: not is_alive(Path("runs")))


def agree(terminal: Terminal, key: str, question: str) -> None:
    """Press a key that asks before it trains anything, and say yes."""
    terminal.press(key)
    terminal.wait_for(question)
    time.sleep(READING)
    terminal.press("y")


def test_a_decline_is_compared_explained_cured_and_written_down_by_keys(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["diff", "why/baseline", "why/tuned"])
    said = next(line for line in capsys.readouterr().out.splitlines() if "worse" in line and "accuracy" in line)
    command = [str(Path(executable).with_name("backslide"))]
    with Terminal(command, Path.cwd(), {"NO_COLOR": ""}) as terminal:
        terminal.wait_for("tuned")
        terminal.press("d")
        shown = terminal.wait_for("diff: baseline against tuned")
        shown = terminal.wait_for("worse")
        assert said.split()[-5:-1] == next(line.split() for line in shown.splitlines() if "worse" in line)[-5:-1]
        terminal.press("f")
        terminal.wait_for("s begins")
        agree(terminal, "s", "Begin the search?")
        terminal.wait_for("dropout does it. With fresh seeds this is confirmed.")
        terminal.press("escape")
        terminal.wait_for("diff: baseline against tuned")
        terminal.press("r")
        terminal.wait_for("It looks like underfitting")
        agree(terminal, "S", "Try ")
        terminal.wait_for("no_dropout (~baseline+optimizer.lr) is a remedy")
        agree(terminal, "c", "with fresh seeds?")
        terminal.wait_for("all of it has been trained already")
        terminal.press("escape")
        terminal.wait_for("diff: baseline against tuned")
        terminal.press("escape")
        terminal.wait_for("▾ why")
        terminal.press("w")
        terminal.wait_for("Write as Markdown to")
        terminal.wait_for("why-report.md")
        terminal.press("ctrl+u")
        terminal.wait_for(lambda text: "why-report.md" not in text, "an empty line")
        terminal.press("mine.md\r")  # in one burst, as a slow line brings it
        terminal.wait_for("is written")
        terminal.press("q")
        terminal.child.wait()
    report = Path("mine.md").read_text("utf-8")
    assert "dropout does it (confirmed over 5 fresh seeds)" in report
    assert "For tuned: no_dropout (~baseline+optimizer.lr) is a remedy" in report
