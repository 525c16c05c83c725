"""Compare tuned groups or runs with a baseline: settings that differ, and figures with statistics."""

from pathlib import Path
from typing import Annotated

import typer

from tui.commands.common import CommandError, Format, StoreFolder, TableFormat, open_store, print_table


def command(
    baseline: Annotated[
        str, typer.Argument(metavar="BASELINE", show_default=False, help="A group or run to compare with.")
    ],
    tuned: Annotated[list[str], typer.Argument(metavar="TUNED", show_default=False, help="Groups or runs to compare.")],
    *,
    everything: Annotated[bool, typer.Option("--all", help="Equal settings and lesser figures too.")] = False,
    format_: TableFormat = Format.TEXT,
    store: StoreFolder = Path("runs"),
) -> None:
    """Compare tuned groups or runs with a baseline: settings that differ, and figures with statistics.

    `experiment/variant` names all seeds of a variant as it was last configured, `experiment/variant@HASH` those of an
    earlier configuration; a single run is named by the beginning of its id, or `experiment/variant/seed`.
    """
    from store.compare.diff import diff
    from store.compare.export import diff_document
    from store.compare.groups import group_asked_for
    from trainer.plan.catalogue import catalogue, catalogue_of

    opened = open_store(store)
    first, *others = [group_asked_for(opened.find_group(name), name) for name in (baseline, *tuned)]
    if any(other.members == first.members for other in others):
        raise CommandError(f"diff {baseline}: this would be compared with itself; name another group or run")
    known = catalogue() if everything else catalogue_of(group.config for group in (first, *others))
    found = diff(first, others, known, everything=everything)
    print_table(diff_document(found, first, others), format_)
