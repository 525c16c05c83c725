"""Options that several commands have, and what they may be."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a table is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    CSV = "csv"
    LATEX = "latex"
    HTML = "html"


class Tracker(StrEnum):
    """What writes and reads runs beside backslide; `store.exchange.formats` has what is known of each."""

    CSV = "csv"
    JSONL = "jsonl"
    TENSORBOARD = "tensorboard"
    MLFLOW = "mlflow"


class Split(StrEnum):
    """Whose examples are looked at."""

    TEST = "test"
    VALIDATION = "val"
    SOURCE = "source"


def _or_as_said_before_the_command(ctx: typer.Context, value: Path) -> Path:
    """Let `backslide --store DIR list` mean `backslide list --store DIR`."""
    said, before = ctx.get_parameter_source("store"), ctx.parent
    given_here = said is not None and said.name == "COMMANDLINE"
    if before is None or given_here or "store" not in before.params:
        return value
    return Path(before.params["store"])


StoreFolder = Annotated[
    Path,
    typer.Option(
        "--store",
        metavar="DIR",
        envvar="BACKSLIDE_STORE",
        show_default=True,
        callback=_or_as_said_before_the_command,
        help="The folder that keeps the runs.",
    ),
]
"""Declare as `store: StoreFolder = Path("runs")`."""

TableFormat = Annotated[
    Format, typer.Option("--format", show_default=True, help="How the table is printed; json is stable, for scripts.")
]
"""Declare as `format_: TableFormat = Format.TEXT`."""

Margin = Annotated[
    float,
    typer.Option(
        "--margin",
        metavar="SHARE",
        min=0,
        max=1,
        show_default=True,
        help="The difference that does not matter yet: 0.01 is a point of accuracy, and one percent of a loss.",
    ),
]
"""Declare as `margin: Margin = 0.01`."""

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
"""Declare as `yes: Yes = False`."""
