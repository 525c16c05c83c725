"""Draw a screen of the app as an SVG picture, without a terminal."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tui.commands.common import say
from tui.commands.options import StoreFolder
from tui.guard import CommandError
from tui.screens.names import ScreenName


class Theme(StrEnum):
    """A theme of the app."""

    DARK = "dark"
    LIGHT = "light"


def command(  # noqa: PLR0913, PLR0917 - one a word of the command line
    screen: Annotated[
        ScreenName,
        typer.Argument(metavar="SCREEN", show_default=False, help=f"Which screen: {', '.join(ScreenName)}."),
    ],
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="What it is opened on: for run a run, and a pane by its number; for diff, where and examples a "
            "baseline and tuned variants; for search and remedies the variant that got worse, after its baseline where "
            "that is another one; for launch an experiment file. The others take none.",
        ),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.svg", help="Where the picture goes.")] = Path(
        "screenshot.svg"
    ),
    size: Annotated[str, typer.Option(metavar="COLUMNSxLINES", help="Size of the terminal.")] = "160x45",
    theme: Annotated[Theme, typer.Option(help="Colours.")] = Theme.DARK,
    press: Annotated[list[str] | None, typer.Option(metavar="KEY", help="Press a key first; may be repeated.")] = None,
    store: StoreFolder = Path("runs"),
) -> None:
    """Draw a screen of the store as it is now, such as `screenshot diff decline/baseline decline/tuned -o diff.svg`."""
    from store.store import Store
    from tui.picture import Picture, draw

    wanted = Picture(screen, names or (), press or (), _size(size), f"backslide-{theme}")
    picture = draw(Store(store), wanted)
    try:
        output.write_text(picture, "utf-8")
    except OSError as error:
        raise CommandError(f"{output}: the picture cannot be written: {error.strerror}") from None
    say(output)


def _size(text: str) -> tuple[int, int]:
    parts = re.fullmatch(r"(\d{2,3})x(\d{1,3})", text)
    if parts is None or int(parts[2]) < 5:
        raise CommandError(f"--size {text}: write columns and lines as 160x45, from 10x5 to 999x999")
    return int(parts[1]), int(parts[2])
