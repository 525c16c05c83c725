"""Take a run's model away: weights, labels, preprocessing, settings, and code that loads it with torch alone."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from tui.commands.common import open_store
from tui.commands.options import StoreFolder

Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", show_default=False, help="A new folder to write into.")
]


def command(
    run: Annotated[str, typer.Argument(metavar="RUN", show_default=False, help="Its id or name.")],
    output: Output,
    store: StoreFolder = Path("runs"),
) -> int:
    """Write the weights that a run kept, and what belongs to them, into a new folder.

    There, `python load.py FILE...` says what the model sees in pictures or in the rows of a CSV file; it needs torch
    and torchvision alone.
    """
    found = open_store(store).find(run)
    command = [sys.executable, "-P", "-m", "trainer", "export", str(found.folder), "-o", str(output.absolute())]
    return subprocess.run(command, check=False).returncode
