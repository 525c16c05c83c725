"""The person's own editor, on a file and at a line of it."""

import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

VARIABLES = ("VISUAL", "EDITOR")
USUAL = ("vi", "nano", "vim", "emacs")
"""What is looked for where neither variable names one."""
GO_TO_LINES = frozenset({"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "micro", "kak", "joe"})
"""Editors that go to a line that is given as `+12`."""


class NoEditorError(Exception):
    """There is no editor to open."""


def editor_call(environment: Mapping[str, str], file: Path, line: int | None = None) -> list[str]:
    """Return what opens a file in the person's editor, at a line where the editor is known to take one.

    Raises a NoEditorError that says what to set.
    """
    named = next((text for name in VARIABLES if (text := environment.get(name, "").strip())), "")
    try:
        words = shlex.split(named) or [next(filter(shutil.which, USUAL), "")]
    except ValueError:
        raise NoEditorError(f"EDITOR is {named!r}, which is no command: a quote is not closed") from None
    if shutil.which(words[0]) is None:
        told = f"EDITOR is {named!r}, and there is no such command" if named else "there is no editor here"
        raise NoEditorError(f'{told}; set EDITOR, such as export EDITOR="nano"')
    at = [f"+{line}"] if line and Path(words[0]).name in GO_TO_LINES else []
    return [*words, *at, str(file)]


def edit(call: list[str]) -> int:
    """Run the editor in this terminal until it is closed, and return its exit status."""
    return subprocess.run(call, check=False).returncode


def stamp(file: Path) -> tuple[int, int] | None:
    """Return what is different once a file was written; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
