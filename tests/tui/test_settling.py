"""A screen that is opened most is there at once, also the first time."""

import subprocess
import sys

PROGRAM = """
import asyncio, sys
import tui.app
from tui import settling
assert "tui.screens.run" not in sys.modules
settling.PAUSE = 0
asyncio.run(settling.settle())
before = set(sys.modules)
import tui.screens.run, tui.screens.home, tui.screens.diff
from trainer.plan.catalogue import catalogue
catalogue()
assert set(sys.modules) == before
"""


def test_what_is_opened_most_is_imported_once_the_app_has_started_not_before() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
