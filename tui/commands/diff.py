"""Compare tuned groups or runs with a baseline: settings that differ, and figures with statistics."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.commands.common import open_store, print_table
from tui.commands.options import Format, Margin, Split, StoreFolder, TableFormat
from tui.guard import CommandError

if TYPE_CHECKING:
    from store.compare.table import Document
    from store.store import Store


Baseline = Annotated[
    str, typer.Argument(metavar="BASELINE", show_default=False, help="A group or run to compare with.")
]
Tuned = Annotated[
    list[str] | None, typer.Argument(metavar="TUNED", show_default=False, help="Groups or runs to compare.")
]
Everything = Annotated[bool, typer.Option("--all", help="Equal settings and lesser figures too.")]
At = Annotated[
    str,
    typer.Option(
        "--at",
        metavar="best|last|EPOCH",
        show_default=False,
        help="Of which weights the figures are; else of those that training.select says.",
    ),
]
Where = Annotated[
    Split | None,
    typer.Option("--where", show_default=False, help="Where it got worse: the classes and examples of a split."),
]
File = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", show_default=False, help="Compare settings with what a file says now."),
]
Defaults = Annotated[bool, typer.Option("--defaults", help="Compare settings with the declared defaults.")]
Code = Annotated[bool, typer.Option("--code", help="Compare the code that trained them.")]


def command(  # noqa: PLR0913 - each is an option
    baseline: Baseline,
    tuned: Tuned = None,
    *,
    everything: Everything = False,
    at: At = "",
    where: Where = None,
    file: File = None,
    defaults: Defaults = False,
    code: Code = False,
    margin: Margin = 0.01,
    format_: TableFormat = Format.TEXT,
    store: StoreFolder = Path("runs"),
) -> None:
    """Compare tuned groups or runs with a baseline: settings that differ, and figures with statistics.

    `experiment/variant` names all seeds of a variant as it was last configured, `experiment/variant@HASH` those of an
    earlier configuration; a single run is named by the beginning of its id, or `experiment/variant/seed`. With --file
    or --defaults one group will do.
    """
    names = (baseline, *(tuned or ()))
    asked = [name for name, on in (("--file", file), ("--defaults", defaults), ("--code", code)) if on]
    if len(asked) > 1:
        raise CommandError(f"diff {baseline}: {' and '.join(asked)} are two questions; ask one at a time")
    if asked and (at or where):
        raise CommandError(f"diff {baseline}: {asked[0]} compares no figures, so there is nothing for --at and --where")
    opened = open_store(store)
    if file or defaults:
        looked = _against(opened, names, file, everything=everything)
    elif len(names) == 1:
        raise CommandError(f"diff {baseline}: name what to compare it with, or ask for --file FILE or --defaults")
    elif code:
        from store.compare.code import code_document

        looked = code_document(opened, names)
    else:
        looked = _figures(opened, names, Wanted(everything, at, where, margin))
    print_table(looked, format_)


def _against(store: "Store", names: tuple[str, ...], file: Path | None, *, everything: bool) -> "Document":
    from tui.comparing.against import against_defaults, against_file

    if file is None:
        return against_defaults(store, names, everything=everything)
    return against_file(store, names, file, everything=everything)


@dataclass(frozen=True)
class Wanted:
    """How figures are compared."""

    everything: bool
    at: str
    where: Split | None
    margin: float


def _figures(store: "Store", names: tuple[str, ...], wanted: Wanted) -> "Document":
    from store.compare.diff import diff
    from store.compare.export import diff_document
    from store.compare.groups import group_asked_for, labels_of
    from store.compare.moment import moment_of
    from store.compare.where import said_of_single_runs, where_it_got_worse
    from store.errors import StoreError
    from trainer.plan.catalogue import catalogue, catalogue_of

    moment = moment_of(wanted.at)
    if moment is not None and wanted.where:
        raise CommandError(
            "diff --where: the answers to examples are those of the selected weights, whatever --at says"
        )
    runs = store.find_groups(names, damaged=True)
    first, *others = groups = [group_asked_for(found, name, moment) for found, name in zip(runs, names, strict=True)]
    if any(other.members == first.members for other in others):
        raise CommandError(f"diff {names[0]}: this would be compared with itself; name another group or run")
    known = catalogue() if wanted.everything else catalogue_of(group.config for group in groups)
    labels = labels_of(groups)
    alone: tuple[str, ...] = ()
    if moment is None:
        try:
            alone = said_of_single_runs(store, groups, labels, wanted.where or Split.TEST)
        except StoreError as error:  # settings and figures can be compared all the same
            alone = (str(error),)
    found = diff(first, others, known, margin=wanted.margin, also=alone)
    shown = found if wanted.everything else found.shortened()
    lost = where_it_got_worse(store, groups, labels, wanted.where, wanted.margin) if wanted.where else None
    return diff_document(shown, first, others, where=lost)
