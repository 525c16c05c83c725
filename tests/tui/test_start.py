"""What the way to the first paint may import."""

import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.support.stores import make_store

CODE = """
import sys
from pathlib import Path
from store.store import Store
from tui.app import Backslide
app = Backslide(Store(Path({root!r})))
async def look(pilot):
    await pilot.pause()
    print(len(app.screen.table.rows), *sorted(set(sys.modules) & {heavy!r}))
    app.exit()
app.run(headless=True, size=(80, 24), auto_pilot=look)
"""
HEAVY = {"torch", "torchvision", "pydantic", "scipy", "numpy", "typer", "trainer", "PIL"}


def test_the_list_is_painted_without_anything_heavy(tmp_path: Path) -> None:
    make_store(tmp_path / "runs", 4)
    code = CODE.format(root=str(tmp_path / "runs"), heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["5"]


def test_without_a_terminal_the_app_says_so_and_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tui", "--store", str(tmp_path / "runs")]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a terminal" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "runs").exists()


def test_a_terminal_that_cannot_move_its_cursor_is_told_of_list(tmp_path: Path) -> None:
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "tui", "--store", str(tmp_path / "runs")],
        env={**os.environ, "TERM": "dumb"},
        timeout=60,
    )
    terminal.expect("backslide list")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 2


def test_in_a_terminal_the_list_is_there_and_q_leaves_it(tmp_path: Path) -> None:
    make_store(tmp_path / "runs", 4)
    terminal = pexpect.spawn(
        sys.executable, ["-m", "tui", "--store", str(tmp_path / "runs")], dimensions=(24, 80), timeout=60
    )
    terminal.expect("decline")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


def test_a_store_of_a_newer_version_is_refused_before_the_screen_is_taken(tmp_path: Path) -> None:
    from store.errors import StoreError
    from tui.app import open_app

    (tmp_path / "format.json").write_text('{"format": 999}')
    with pytest.raises(StoreError):
        open_app(tmp_path)


def test_calm_names_colours_by_a_number_each(tmp_path: Path) -> None:
    make_store(tmp_path / "runs", 4)
    for words, truecolor in (([], True), (["--calm"], False)):
        terminal = pexpect.spawn(
            sys.executable,
            ["-m", "tui", *words, "--store", str(tmp_path / "runs")],
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            dimensions=(24, 80),
            timeout=60,
        )
        terminal.expect(b"decline")
        assert (b"\x1b[38;2;" in terminal.before) is truecolor
        terminal.send(b"q")
        terminal.expect(pexpect.EOF)
        terminal.close()


@pytest.mark.parametrize("changes", [{}, {"BACKSLIDE_STORE": "elsewhere"}])
def test_without_a_word_the_usual_store_is_opened(tmp_path: Path, changes: dict[str, str]) -> None:
    make_store(tmp_path / changes.get("BACKSLIDE_STORE", "runs"), 4)
    terminal = pexpect.spawn(
        sys.executable, ["-m", "tui"], cwd=tmp_path, env={**os.environ, **changes}, dimensions=(24, 80), timeout=60
    )
    terminal.expect("decline")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


def test_without_a_word_nothing_is_loaded_that_reads_words() -> None:
    code = "import sys, tui.__main__, tui.starting, tui.guard, tui.app; sys.exit('typer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_a_word_what_is_wrong_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
