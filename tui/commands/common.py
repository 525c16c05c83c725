"""What the commands share: how they print, and how they ask."""

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from store.visible import visible
from tui.commands.options import Format
from tui.guard import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def say(text: object = "") -> None:
    """Print one line, literally, at once."""
    sys.stdout.write(f"{visible(str(text))}\n")
    sys.stdout.flush()


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
