"""What the commands share: options, how they print, and how an error is told."""

import os
import shlex
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

from store.errors import sentence
from store.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store.compare.formats import Printable
    from store.compare.layout import Line
    from store.store import Store

COLOURS = {
    "title": "1",
    "header": "1",
    "group": "1;36",
    "better": "32",
    "worse": "31",
    "differs": "33",
    "dim": "2",
    "note": "2",
    "doubt": "33",
}
"""How a terminal shows the role of a piece of a table (SGR parameters); the words say the same without colour."""
INTERRUPTED, PIPE_CLOSED = 130, 141
"""What a shell reports for a program that SIGINT or SIGPIPE ended."""


class Format(StrEnum):
    """How a table is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    CSV = "csv"
    LATEX = "latex"
    HTML = "html"


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


class CommandError(Exception):
    """What the user can mend about a call; one sentence."""


def say(text: object = "") -> None:
    """Print one line, literally, at once."""
    sys.stdout.write(f"{visible(str(text))}\n")
    sys.stdout.flush()


def complain(text: object) -> None:
    """Print sentences on stderr, a line each."""
    for line in str(text).splitlines():
        sys.stderr.write(f"{visible(line)}\n")
    sys.stderr.flush()


def call(*words: str, store: Path) -> str:
    """Return what to type to call backslide again, from here and on the same store."""
    program = "backslide"
    if shutil.which(program) is None and Path(sys.argv[0]).name == program:
        program = os.path.relpath(sys.argv[0])
    where = () if store == Path("runs") else ("--store", str(store))
    return shlex.join((program, *words, *where))


def open_store(folder: Path) -> "Store":
    """Return the store in a folder, which need not be there yet."""
    from store.store import Store

    return Store(folder)


def print_table(printed: "Printable", format_: Format) -> None:
    """Print a table or a document; as text, in colour and fitted to the width where stdout is a terminal."""
    from store.compare.formats import FORMATS, document_lines

    if format_ is Format.TEXT and sys.stdout.isatty():
        lines = document_lines(printed, shutil.get_terminal_size().columns)
        sys.stdout.writelines(_coloured(lines) if wants_colour() else _plain(lines))
    else:
        sys.stdout.write(FORMATS[format_](printed))
    sys.stdout.flush()


def wants_colour() -> bool:
    """Say whether to print in colour: on a terminal that can, unless NO_COLOR is set (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _coloured(lines: "Iterator[Line]") -> "Iterator[str]":
    for line in lines:
        yield "".join(_span(span.text, COLOURS.get(span.role, "")) for span in line) + "\n"


def _span(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if colour and text.strip() else text


def _plain(lines: "Iterator[Line]") -> "Iterator[str]":
    for line in lines:
        yield "".join(span.text for span in line) + "\n"


def is_interactive() -> bool:
    """Say whether somebody can be asked: both ends are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def confirmed(question: str, *, yes: bool) -> bool:
    """Ask on a terminal; without one, `--yes` must have answered."""
    if yes:
        return True
    if not is_interactive():
        raise CommandError(f"{question.rstrip('?')}: nobody is here to answer, so say it with --yes")
    sys.stdout.write(f"{visible(question)} [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def guarded(work: "Callable[[], Any]", *, debug: bool = False) -> int:
    """Call `work` and return the exit status, telling whatever goes wrong in a sentence."""
    try:
        status = work()
        sys.stdout.flush()
    except (KeyboardInterrupt, Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); without this, Python complains once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:
        if debug:
            raise
        return _told(error)
    finally:
        _tell_what_is_not_there()
    return status if isinstance(status, int) else 0


def _tell_what_is_not_there() -> None:
    """Tell of installed components that could not be imported, where this call has looked for any."""
    component = sys.modules.get("trainer.settings.component")
    for problem in component.broken_entries() if component else ():
        complain(problem)


def _told(error: Exception) -> int:
    if isinstance(error, TyperException):
        complain(_usage(error))
        return 2
    if isinstance(error, (CommandError, *_mendable())):
        complain(error)
        return 2
    if isinstance(error, OSError) and error.strerror:
        complain(sentence(error))
        return 1
    complain(f"backslide: {type(error).__name__}: {error or 'no more is known'} (--debug shows where)")
    return 1


def _usage(error: TyperException) -> str:
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx else "backslide"
    message = " ".join(error.format_message().replace("Possible options:", "did you mean").split()).rstrip(".")
    return f"{path}: {message[:1].lower()}{message[1:]}{'' if message.endswith('?') else ';'} see {path} --help"


def _mendable() -> tuple[type[Exception], ...]:
    """Return the errors whose message is meant for a user; imported only once something went wrong."""
    from store.errors import StoreError
    from trainer.data.examples import DataError
    from trainer.launch.errors import LaunchError
    from trainer.settings.problems import PlanError

    return StoreError, PlanError, DataError, LaunchError
