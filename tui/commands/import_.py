"""Take runs over from other trackers: TensorBoard, MLflow, CSV files, JSON lines."""

from pathlib import Path
from typing import Annotated

import typer

from store.exchange.formats import read_runs, tracker_of
from tui.commands.common import call, open_store, say
from tui.commands.naming import say_of_each
from tui.commands.options import StoreFolder, Tracker
from tui.formats import plural

Sources = Annotated[
    list[Path], typer.Argument(metavar="PATH...", show_default=False, help="What the other tracker has written.")
]
From = Annotated[
    Tracker | None,
    typer.Option("--from", show_default=False, help="Which tracker that is; else its files' names say so."),
]
Experiment = Annotated[
    str, typer.Option("--experiment", "-e", metavar="NAME", show_default=False, help="Whose runs they are to be.")
]


def command(paths: Sources, from_: From = None, experiment: Experiment = "", store: StoreFolder = Path("runs")) -> None:
    """Write runs of other trackers into the store, where they are listed, compared and drawn like its own.

    A run that was imported before is known again; where it has more to tell since, that is taken over. Columns that
    begin with `config.` are settings, so are words; `epoch` or `step` counts, and `run`, `experiment`, `variant` and
    `seed` say whose figures they are. A run that nothing here has trained cannot be trained further.
    """
    from store.exchange.keeping import keep_runs

    opened = open_store(store)
    for path in paths:
        tracker = str(from_ or tracker_of(path))
        found = read_runs(path, tracker)
        kept = keep_runs(opened, [run._replace(experiment=experiment or run.experiment) for run in found], tracker)
        say_of_each(kept.new, lambda _: "imported")
        say_of_each(kept.renewed, lambda _: "has more to tell now")
        say(f"{path}: {plural(len(kept.new), 'new run')}, {len(kept.renewed)} renewed, {len(kept.known)} known")
    say(f"`{call('list', store=store)}` lists them")
