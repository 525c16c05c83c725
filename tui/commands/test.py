"""Measure a run's model again, on its own data or on other data."""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tui.commands.common import open_store, print_table
from tui.commands.options import Format, StoreFolder, TableFormat
from tui.guard import CommandError

if TYPE_CHECKING:
    from store.compare.table import Table
    from store.run import Run

Data = Annotated[
    list[str] | None,
    typer.Option(
        "--data",
        metavar="NAME=VALUE|FILE",
        show_default=False,
        help="A setting of the data (name=csv, path=DIR; may be repeated), or an experiment file whose data to take.",
    ),
]


def command(
    run: Annotated[str, typer.Argument(metavar="RUN", show_default=False, help="Its id or name.")],
    data: Data = None,
    format_: TableFormat = Format.TEXT,
    store: StoreFolder = Path("runs"),
) -> int:
    """Measure the weights that a run kept: on its own validation and test set, or on other data.

    With `--data`, every part that the data have is measured whole. A setting without `name` changes the run's own data.
    Nothing is written into the run.
    """
    found = open_store(store).find(run)
    arguments = ["--data", json.dumps(_section(found, data))] if data else []
    command = [sys.executable, "-P", "-m", "trainer", "test", str(found.folder), *arguments]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode == 0:
        print_table(_table(found.name, json.loads(done.stdout.splitlines()[-1])), format_)
    return done.returncode


def _section(run: "Run", given: list[str]) -> dict[str, Any]:
    """Return the data section that the options describe, checked."""
    from trainer.data.base import chosen_source
    from trainer.plan.parse import dump_settings

    if len(given) == 1 and given[0].endswith(".toml"):
        return _section_of_file(Path(given[0]))
    raw = _settings(given)
    if "name" not in raw:
        raw = run.record["config"]["data"] | raw
    return dump_settings(chosen_source(raw))


def _section_of_file(file: Path) -> dict[str, Any]:
    from trainer.plan.experiment import load_experiment
    from trainer.plan.parse import dump_settings

    experiment = load_experiment(file)
    if experiment.baseline not in experiment.variants:
        raise CommandError(f"--data: the data of {file} need its plug-ins; name them by settings (name=…, path=…)")
    return dump_settings(experiment.variants[experiment.baseline].data)


def _settings(given: list[str]) -> dict[str, Any]:
    """Return what `NAME=VALUE` says, read as `--set data.NAME=VALUE` would be."""
    from trainer.plan.overrides import apply_overrides, parse_overrides

    for text in given:
        if "=" not in text:
            raise CommandError(
                f"--data: {text!r} is neither NAME=VALUE (such as name=csv) nor an experiment file (.toml)"
            )
    table = apply_overrides({}, parse_overrides([f"data.{text}" for text in given], ()))
    section: dict[str, Any] = table["base"]["data"]
    return section


def _table(name: str, rows: list[dict[str, Any]]) -> "Table":
    from store.compare.metrics import in_order
    from store.compare.table import Cell, Column, Row, Table
    from tui.formats import figure

    names = dict.fromkeys(key for row in rows for key in row if key not in ("part", "examples"))
    labels = {one.key.removeprefix("test."): one.label for one in in_order(f"test.{name}" for name in names)}
    columns = (
        Column("part", whole=True),
        Column("examples", "right"),
        *(Column(key, "right", label) for key, label in labels.items()),
    )
    cells = [
        (
            Cell(row["part"], row["part"]),
            Cell(f"{row['examples']:,}", row["examples"]),
            *(Cell(figure(row[key]), row[key]) for key in labels),
        )
        for row in rows
    ]
    return Table(name, columns, tuple(Row(line, key=str(line[0].value)) for line in cells), name="measured")
