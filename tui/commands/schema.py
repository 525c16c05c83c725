"""Print the JSON Schema with which an editor completes experiment files."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tui.commands.common import say
from tui.guard import CommandError


def command(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", show_default=False, help="Write it to this file.")
    ] = None,
) -> None:
    """Print the JSON Schema of an experiment file.

    Write it beside your files and begin each with `#:schema ./experiment.schema.json`: editors that know TOML schemas
    (Even Better TOML, taplo) then complete and check what you type.
    """
    from trainer.plan.schema import experiment_schema

    text = json.dumps(experiment_schema(), indent=2)
    if output is None:
        for line in text.splitlines():
            say(line)
        return
    try:
        output.write_text(f"{text}\n", "utf-8")
    except OSError as error:
        raise CommandError(f"{output}: cannot be written: {error.strerror}") from error
    say(f"wrote {output}")
