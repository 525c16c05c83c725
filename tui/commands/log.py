"""Print what a run's process printed."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from store.run import CONSOLE, EVENTS
from store.store import Store
from tui.commands.options import StoreFolder
from tui.guard import complain
from tui.literal import console_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.run import Run

PAUSE = 0.1
"""Seconds between two looks at the file."""
LARGEST_READ = 1 << 20

RunName = Annotated[str, typer.Argument(metavar="RUN", help="The beginning of its id, or experiment/variant/seed.")]
Follow = Annotated[bool, typer.Option("--follow", "-f", help="Go on until the run ends.")]
Events = Annotated[bool, typer.Option("--events", help="The run's events as lines of JSON instead, for scripts.")]


def command(
    name: RunName, store: StoreFolder = Path("runs"), *, follow: Follow = False, events: Events = False
) -> None:
    """Print a run's console: a line an epoch, warnings, and whatever else its process said."""
    run = Store(store).find(name)
    shown = _as_ascii if events else console_line
    for line in read_lines(run, EVENTS if events else CONSOLE, follow=follow):
        sys.stdout.write(f"{shown(line)}\n")
        sys.stdout.flush()
    standing = run.standing()
    complain(f"{run.name} ({run.id}) is {standing.status}" + (f": {standing.reason}" if standing.reason else ""))


def _as_ascii(line: str) -> str:
    """Return a line of JSON that is still JSON, and in which nothing acts on a terminal."""
    return "".join(sign if " " <= sign <= "~" else _json_escape(sign) for sign in line)


def _json_escape(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def read_lines(run: "Run", file: str, *, follow: bool) -> "Iterator[str]":
    """Yield the lines of a run's file, and what comes until the run has ended; a part of a line waits for its rest."""
    offset, part = 0, b""
    while True:
        # Asked first: what an ended run has written is all there by the time that the file is read.
        ended = not follow or run.standing().status.ended
        while content := _read(run.folder / file, offset):
            offset += len(content)
            *lines, part = (part + content).split(b"\n")
            yield from (line.decode("utf-8", "replace") for line in lines)
        if ended:
            break
        time.sleep(PAUSE)
    if part:
        yield part.decode("utf-8", "replace")


def _read(path: Path, offset: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(LARGEST_READ)
    except FileNotFoundError:
        return b""
