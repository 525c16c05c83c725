"""Compare tuned groups or runs with a baseline: settings that differ, and figures with statistics."""

from pathlib import Path
from typing import Annotated

import typer

from tui.commands.common import CommandError, Format, Margin, Split, StoreFolder, TableFormat, open_store, print_table


def command(  # noqa: PLR0913 - each is an option
    baseline: Annotated[
        str, typer.Argument(metavar="BASELINE", show_default=False, help="A group or run to compare with.")
    ],
    tuned: Annotated[list[str], typer.Argument(metavar="TUNED", show_default=False, help="Groups or runs to compare.")],
    *,
    everything: Annotated[bool, typer.Option("--all", help="Equal settings and lesser figures too.")] = False,
    where: Annotated[
        Split | None,
        typer.Option("--where", show_default=False, help="Where it got worse: the classes and examples of a split."),
    ] = None,
    margin: Margin = 0.01,
    format_: TableFormat = Format.TEXT,
    store: StoreFolder = Path("runs"),
) -> None:
    """Compare tuned groups or runs with a baseline: settings that differ, and figures with statistics.

    `experiment/variant` names all seeds of a variant as it was last configured, `experiment/variant@HASH` those of an
    earlier configuration; a single run is named by the beginning of its id, or `experiment/variant/seed`.
    """
    from store.compare.diff import diff
    from store.compare.export import diff_document
    from store.compare.groups import group_asked_for, labels_of
    from store.compare.where import said_of_single_runs, where_it_got_worse
    from store.errors import StoreError
    from trainer.plan.catalogue import catalogue, catalogue_of

    opened = open_store(store)
    first, *others = [group_asked_for(opened.find_group(name), name) for name in (baseline, *tuned)]
    if any(other.members == first.members for other in others):
        raise CommandError(f"diff {baseline}: this would be compared with itself; name another group or run")
    known = catalogue() if everything else catalogue_of(group.config for group in (first, *others))
    labels = labels_of([first, *others])
    try:
        alone = said_of_single_runs(opened, [first, *others], labels, where or Split.TEST)
    except StoreError as error:  # settings and figures can be compared all the same
        alone = (str(error),)
    found = diff(first, others, known, everything=everything, margin=margin, also=alone)
    lost = where_it_got_worse(opened, [first, *others], labels, where, margin) if where else None
    print_table(diff_document(found, first, others, where=lost), format_)
