"""Write the report of an experiment: the answer, what it rests on, and how to have it again."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tui.commands.common import confirmed, open_store, print_table, say
from tui.commands.options import Format, Margin, StoreFolder, Yes
from tui.guard import CommandError

Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", show_default=False, help="Write it to this file, and its pictures beside."
    ),
]
As = Annotated[
    Format | None,
    typer.Option("--format", show_default=False, help="Where the file's name does not end in what it is to be."),
]
Judged = Annotated[
    str,
    typer.Option(
        "--metric", "-m", metavar="FIGURE", show_default=True, help="The figure that bisections were judged by."
    ),
]


def command(  # noqa: PLR0913, PLR0917 - each is an option
    experiment: Annotated[str, typer.Argument(metavar="EXPERIMENT", show_default=False, help="Its name, or its file.")],
    output: Output = None,
    format_: As = None,
    metric: Judged = "val.accuracy",
    margin: Margin = 0.01,
    yes: Yes = False,  # noqa: FBT002 - an option
    store: StoreFolder = Path("runs"),
) -> None:
    """Write the report of an experiment: the answer, what it rests on, and how to have it again.

    FILE.md, .html, .tex, .json, .csv and .txt are written as what they are called; without FILE it is printed, as text
    on a terminal and as Markdown in a pipe. Pictures of the curves lie beside Markdown and LaTeX, as FILE-METRIC.svg,
    and stand in HTML. CSV is one long file of all tables: its first column says which one a row is of; what is no
    table, it leaves out. Nothing is trained; a file that is there is replaced after a yes.
    """
    from tui.reporting.files import files_of, write_files
    from tui.reporting.findings import Wish
    from tui.reporting.report import report_document

    name = Path(experiment).stem if experiment.endswith(".toml") else experiment
    form = format_ or _form(output)
    if output is not None and not output.parent.is_dir():
        raise CommandError(f"{output}: there is no folder {output.parent}")
    document = report_document(open_store(store), Wish(name, metric, margin, output))
    if output is None:
        print_table(document, form)
        return
    files = files_of(document, output, str(form))
    taken = [path.name for path in files if path.exists()]
    if taken and not confirmed(f"{', '.join(taken)} is there already. Replace it?", yes=yes):
        return
    try:
        write_files(files)
    except OSError as error:
        raise CommandError(f"{output}: the report cannot be written: {error.strerror}") from error
    say(f"wrote {', '.join(map(str, files))}")


def _form(output: Path | None) -> Format:
    """Return the format that a file's name asks for; of what is printed, text for a person and Markdown for a pipe."""
    from store.compare.formats import ENDINGS

    if output is None:
        return Format.TEXT if sys.stdout.isatty() else Format.MARKDOWN
    if output.suffix.lower() not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise CommandError(f"-o {output}: the name of a report ends in one of {known}; or say what it is by --format")
    return Format(ENDINGS[output.suffix.lower()])
