"""Take runs away: a model with code that loads it, or figures and settings for another tracker."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from store.exchange.formats import write_runs
from tui.commands.common import open_store, say
from tui.commands.naming import find_all
from tui.commands.options import StoreFolder, Tracker
from tui.formats import plural
from tui.guard import CommandError

Runs = Annotated[
    list[str],
    typer.Argument(metavar="RUN...", show_default=False, help="An id or name; with --to groups and experiments, too."),
]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="PATH", show_default=False, help="A new folder, or file, to write.")
]
To = Annotated[
    Tracker | None,
    typer.Option("--to", show_default=False, help="Write settings and figures for another tracker, not the model."),
]


def command(runs: Runs, output: Output, to: To = None, store: StoreFolder = Path("runs")) -> int:
    """Write the weights that a run kept, and what belongs to them, into a new folder.

    There, `python load.py FILE...` says what the model sees in pictures or in the rows of a CSV file; it needs torch
    and torchvision alone. With `--to`, what runs were set to and all that they told goes to another tracker instead;
    `backslide import` reads it back.
    """
    opened = open_store(store)
    if to is not None:
        from store.exchange.foreign_run import foreign_of

        found = list({run.id: run for name in runs for run in find_all(opened, name)}.values())
        write_runs([foreign_of(run) for run in found], output, str(to))
        say(f"wrote {plural(len(found), 'run')} to {output}")
        return 0
    if len(runs) > 1:
        raise CommandError(f"{runs[1]}: one model goes into one folder; with --to several runs are exported together")
    folder = opened.find(runs[0]).folder
    words = [sys.executable, "-P", "-m", "trainer", "export", str(folder), "-o", str(output.absolute())]
    return subprocess.run(words, check=False).returncode
