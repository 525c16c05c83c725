"""List the examples that went from right to wrong, or others, and write their pictures."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.commands.common import open_store, print_table
from tui.commands.options import Format, Split, StoreFolder, TableFormat
from tui.guard import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.browse import Browser
    from store.compare.examples import Beside


class Kind(StrEnum):
    """What became of examples from the baseline to the tuned group."""

    LOST = "lost"
    WON = "won"
    BOTH = "both"
    ALL = "all"


Most = Annotated[int, typer.Option("--most", metavar="N", min=1, show_default=True, help="How many at most.")]
Filter = Annotated[
    str,
    typer.Option(
        "--filter",
        metavar="TEXT",
        show_default=False,
        help="Only some classes: class:cat (the true one), said:dog (by tuned), before:cat (by the baseline).",
    ),
]
Pictures = Annotated[
    Path | None,
    typer.Option(
        "--pictures",
        metavar="DIR",
        show_default=False,
        help="Write each picture as the data have it into a new folder, named by its number and classes.",
    ),
]


def command(  # noqa: PLR0913 - each is an option
    baseline: Annotated[
        str, typer.Argument(metavar="BASELINE", show_default=False, help="A group or run to compare with.")
    ],
    tuned: Annotated[str, typer.Argument(metavar="TUNED", show_default=False, help="A group or run to compare.")],
    *,
    where: Annotated[Split, typer.Option("--where", help="Whose examples.")] = Split.TEST,
    kind: Annotated[
        Kind, typer.Option("--kind", help="From right to wrong, from wrong to right, wrong in both, or all.")
    ] = Kind.LOST,
    wanted: Filter = "",
    most: Most = 20,
    details: Annotated[
        bool, typer.Option("--details", help="Where each comes from, and the values of a table's row.")
    ] = False,
    pictures: Pictures = None,
    trust: Annotated[bool, typer.Option("--trust", help="Run the plug-ins of the data without asking.")] = False,
    format_: TableFormat = Format.TEXT,
    store: StoreFolder = Path("runs"),
) -> None:
    """List the examples that went from right to wrong between a baseline and a tuned group, or others.

    Those that flipped in most pairs of runs come first, then those where the tuned runs are surest of their answer.
    """
    from store.compare.examples import browser_table
    from store.compare.table import Document

    browser, missing = _browser(store, (baseline, tuned), where)
    places = browser.places(kind, wanted)[:most]
    beside = _from_the_data(browser, places, pictures, trust=trust) if details or pictures else None
    table = browser_table(browser, places, kind, beside)
    print_table(Document(f"{tuned} against {baseline}, by example", (table,), missing), format_)


def _browser(store: Path, names: tuple[str, str], split: Split) -> "tuple[Browser, tuple[str, ...]]":
    from store.compare.browse import open_browser
    from store.compare.groups import group_asked_for, labels_of

    opened = open_store(store)
    groups = [group_asked_for(opened.find_group(name), name) for name in names]
    browser, missing = open_browser(opened, groups, labels_of(groups), split)
    if browser is None:
        raise CommandError(" ".join(missing))
    return browser, tuple(missing)


def _from_the_data(browser: "Browser", places: "Sequence[int]", pictures: Path | None, *, trust: bool) -> "Beside":
    """Read what the data have of examples, and write their pictures if there is a folder for them."""
    from trainer.launch.showing import ExampleReader
    from trainer.plan.plugins import untrusted_plugins
    from tui.commands.trusting import require_trust
    from tui.comparing.exampledata import details_of, write_pictures

    require_trust(browser.run.name, untrusted_plugins(browser.run.record), trust=trust)
    with ExampleReader(browser.run, browser.split) as reader:
        split = reader.opened()
        if pictures is None:
            return details_of(split, [reader.show(place, (1, 1)) for place in places])
        if split.kind != "images":
            raise CommandError("--pictures: these examples are rows of a table; --details prints their values")
        return write_pictures(browser, [reader.show(place) for place in places], pictures)
