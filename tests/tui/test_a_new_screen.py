"""The screen of CONTRIBUTING: one new file, and a binding of another screen that opens it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import invalidate_caches
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding

import tui.screens
from store.store import Store
from tests.layers.imports import ROOT
from tests.tui.screens import WIDE, text_of, until
from tui.app import Backslide
from tui.screens.help import Help
from tui.screens.runs import RunsScreen

SECTION = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## A screen")[2].partition("\n## ")[0]
SCREEN, ACTION = re.findall(r"^```python\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)
(BINDING,) = re.findall(r"`(Binding\(.*?\))`", SECTION)


@pytest.fixture
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[RunsScreen]]:
    """Return the list of runs with the binding and the action that open the new screen."""
    (tmp_path / "notes.py").write_text(SCREEN)
    monkeypatch.setattr(tui.screens, "__path__", [*tui.screens.__path__, str(tmp_path)])
    invalidate_caches()
    names: dict[str, Any] = {"RunsScreen": RunsScreen, "Binding": Binding, "__name__": __name__}
    exec(f"class Opener(RunsScreen):\n    BINDINGS = [{BINDING}]\n{ACTION}", names)
    yield names["Opener"]
    sys.modules.pop("tui.screens.notes", None)


async def test_it_is_opened_by_a_key_and_its_own_keys_are_in_its_key_line_and_in_its_help(
    opener: type[RunsScreen], tmp_path: Path
) -> None:
    async with Backslide(Store(tmp_path / "runs")).run_test(size=WIDE, notifications=True) as pilot:
        await pilot.app.push_screen(opener(Store(tmp_path / "runs"), []))
        await pilot.press("N")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "NotesScreen", "the new screen")
        assert "Nothing is noted yet." in text_of(pilot.app)
        assert text_of(pilot.app).splitlines()[-1].startswith(" esc Back  g Greet  ")
        await pilot.press("g")
        await until(pilot, lambda: "Hello" in text_of(pilot.app), "the greeting")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help), "the help")
        assert re.search(r"In the notes(.*\n)+.* g +Greet +Say hello", text_of(pilot.app))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, opener), "the screen before")


def test_it_is_as_the_linter_wants_it() -> None:
    call = [sys.executable, "-m", "ruff", "check", "--stdin-filename", "tui/screens/notes.py", "-"]
    done = subprocess.run(call, cwd=ROOT, input=SCREEN, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
