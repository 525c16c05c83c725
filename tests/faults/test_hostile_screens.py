"""Texts that would do harm on every screen of the app, in a real terminal whose bytes are looked at."""

import base64
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.status import Status
from tests.end_to_end.terminal import Terminal
from tests.faults.havoc import FULL
from tests.support.hostile import PAYLOADS, few, spoil, spoil_experiments, spoil_store, spoil_unpaired
from tests.support.stream import APP, COPY, foreign, obeyed
from tui.literal import literal

pytestmark = [pytest.mark.stress, pytest.mark.timeout(900)]
SHOWN = ("joined", "heading", "long", "long and wide", "empty")
QUIET, ANSWER, SLOWEST = 0.1, 0.4, 5.0
"""Seconds without output after which a screen is done, longer ones before the first; and those that a key may take."""
MARKDOWN = "Write as Markdown to"
PASTE = "\x1b[200~{}\x1b[201~"
PASTED = "evil\u202e\u009d0;EVIL\u009c\x07"


@pytest.fixture
def texts() -> list[str]:
    return list(PAYLOADS.values()) if FULL else [few()[what] for what in SHOWN]


@pytest.fixture
def folder(tmp_path: Path, texts: list[str]) -> Iterator[Path]:
    for text in texts:
        spoil(tmp_path / "runs", text, variant="baseline", status=Status.FINISHED)
        spoil(tmp_path / "runs", text, status=Status.FAILED)
        spoil(tmp_path / "runs", text, seed=1, status=Status.RUNNING)
        spoil_experiments(tmp_path / "experiments", text)
    spoil_unpaired(tmp_path / "runs")
    held = spoil_store(tmp_path / "runs", tmp_path / "claims", few()["joined"])
    yield tmp_path
    for descriptor in held:
        os.close(descriptor)


class Visit:
    """Goes through the app; after each key the screen is looked at."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.slowest = (0.0, "")
        self.looks = 0

    def press(self, *keys: str) -> str:
        for key in keys:
            began, before = time.monotonic(), len(self.terminal.printed)
            self.terminal.press(key)
            self._settle(before)
            self.slowest = max(self.slowest, (time.monotonic() - began - QUIET, key))
            self.look()
        return self.terminal.text()

    def opens(self, key: str, text: str) -> None:
        """Press a key that opens what shows a text."""
        self.press(key)
        self.terminal.wait_for(text)
        self.look()

    def leaves(self, text: str) -> None:
        """Leave what shows a text."""
        self.press("escape")
        self.terminal.wait_for(lambda shown: text not in shown, f"no {text}")
        self.look()

    def _settle(self, seen: int) -> None:
        """Wait until the app has answered and fallen silent."""
        deadline, quiet = time.monotonic() + SLOWEST, time.monotonic() + ANSWER
        while time.monotonic() - quiet < QUIET:
            assert time.monotonic() < deadline, f"the app is still drawing:\n{self.terminal.text()}"
            time.sleep(0.02)
            if len(self.terminal.printed) != seen:
                seen, quiet = len(self.terminal.printed), time.monotonic()

    def look(self) -> None:
        lines = self.terminal.text().splitlines()
        self.looks += 1
        assert self.terminal.child.isalive()
        assert lines[0].startswith(" backslide ▸"), "\n".join(lines)
        assert re.search(r"q Quit|esc |\? Help|^ *$", lines[-1]), "\n".join(lines)


def go_to_baseline(visit: Visit, number: int) -> str:
    """Put the cursor on a baseline, counted from the top, and return all that was seen on the way."""
    seen, passed = visit.press("g"), 0
    for _ in range(200):
        if re.search("^▌ +▸ baseline", visit.terminal.text(), re.MULTILINE):
            passed += 1
        if passed > number:
            return seen
        seen += visit.press("j")
    raise AssertionError(f"there is no baseline {number}:\n{visit.terminal.text()}")


def visit_a_run(visit: Visit) -> None:
    """See all that there is of a baseline, and be asked about the variant after it; nothing is agreed to."""
    visit.opens("i", "i Back")
    visit.leaves("i Back")
    visit.opens("enter", "6 Console")
    visit.press(*"2345678")
    visit.opens("e", MARKDOWN)
    visit.leaves(MARKDOWN)
    visit.opens("?", "? Back")
    visit.leaves("? Back")
    visit.leaves("6 Console")
    visit.press("j")
    visit.opens("d", "= Baseline")
    visit.opens("i", "i Back")
    visit.leaves("i Back")
    visit.press("a")
    visit.opens("e", MARKDOWN)
    visit.leaves(MARKDOWN)
    visit.opens("w", "⏎ Examples")
    visit.opens("enter", "f Kind")
    visit.press("fFjs")
    visit.leaves("f Kind")
    visit.leaves("⏎ Examples")
    visit.leaves("= Baseline")
    for key in "sR":
        visit.opens(key, "y Yes")
        visit.leaves("y Yes")


def visit_files(visit: Visit, count: int) -> None:
    """Look at experiment files, open one that is sound, and change nothing."""
    visit.press("n")
    visit.terminal.wait_for("sound ")
    while "2 variants" not in visit.press("j"):
        count -= 1
        assert count, "none of the files is sound"
    visit.press("enter")
    visit.terminal.wait_for("6 runs: 6 new")
    visit.press("2", "i", "escape", "enter", "escape", "3", "escape")


def export_to_a_hostile_name(visit: Visit, folder: Path) -> None:
    visit.opens("e", MARKDOWN)
    visit.press("ctrl+u", PASTE.format(f"{PASTED}.md"))
    visit.terminal.wait_for(lambda shown: re.search(r"EVIL\S*\.md ", shown), "what was pasted")
    visit.press("enter")
    visit.terminal.wait_for(lambda _: list(folder.glob("evil*.md")), "the file")


@pytest.mark.parametrize("size", [(160, 45), (80, 24)], ids=["wide", "narrow"])
def test_every_screen_shows_texts_literally_and_keeps_its_form(
    size: tuple[int, int], folder: Path, texts: list[str]
) -> None:
    surroundings = {
        "NO_COLOR": "",
        "BACKSLIDE_CLAIMS": str(folder / "claims"),
        "PYTHONPATH": os.pathsep.join(map(os.path.abspath, filter(None, sys.path))),
    }
    with Terminal([sys.executable, "-m", "tui"], folder, surroundings, size) as terminal:
        terminal.wait_for("Experiment · variant")
        visit = Visit(terminal)
        seen = visit.press("g")
        for number in range(len(texts)):
            seen += go_to_baseline(visit, number)
            visit_a_run(visit)
        visit.press("/", PASTE.format(PASTED), "escape", "escape")
        visit_files(visit, 2 * len(texts))
        export_to_a_hostile_name(visit, folder)
        sent = bytes(terminal.printed)
    shown = [text for text in texts if literal(f"n{text}")[:5] in seen]
    assert len(shown) == len(texts)
    assert foreign(sent, f"{APP}|{COPY}") == set()
    assert obeyed(sent, [*texts, PASTED]) == set()
    copied = [base64.b64decode(found).decode() for found in re.findall(rb"\x1b\]52;c;([^\x07]*)\x07", sent)]
    assert len(copied) <= 1
    print(f"{size}: {len(texts)} texts, {visit.looks} looks, {len(sent):,} bytes, slowest {visit.slowest}")
