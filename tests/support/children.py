"""What a command has a child process do, done in this process: without half a dozen seconds for torch each time."""

import io
import subprocess
from contextlib import redirect_stdout
from typing import Any

import pytest

from trainer.__main__ import main


def do_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the children `python -P -m trainer …` that are waited for be a call of what they would call."""
    run = subprocess.run

    def run_here(command: list[str], **options: Any) -> "subprocess.CompletedProcess[str]":
        if command[1:4] != ["-P", "-m", "trainer"]:
            return run(command, **options)
        if options.get("stdout") != subprocess.PIPE:
            return subprocess.CompletedProcess(command, main(command[4:]))
        with redirect_stdout(io.StringIO()) as told:
            status = main(command[4:])
        return subprocess.CompletedProcess(command, status, told.getvalue())

    monkeypatch.setattr(subprocess, "run", run_here)
