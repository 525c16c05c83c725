"""Print the results of an experiment: a row a variant, mean ± spread over seeds, goal reached or missed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.commands.common import open_store, print_table
from tui.commands.options import Format, Margin, StoreFolder, TableFormat
from tui.guard import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.groups import Group


def command(
    experiment: Annotated[str, typer.Argument(metavar="EXPERIMENT", show_default=False, help="Its name, or its file.")],
    metric: Annotated[
        list[str] | None, typer.Option("--metric", "-m", help="Show this figure; may be repeated.")
    ] = None,
    *,
    margin: Margin = 0.01,
    format_: TableFormat = Format.TEXT,
    store: StoreFolder = Path("runs"),
) -> None:
    """Print the results of an experiment: a row a variant, mean ± spread over seeds, goal reached or missed."""
    from store.compare.export import result_document
    from store.compare.groups import groups_of_experiment
    from store.compare.results import result_table

    name = Path(experiment).stem if experiment.endswith(".toml") else experiment
    groups = groups_of_experiment(open_store(store), name)
    wanted = metric or ()
    _check(wanted, groups)
    print_table(result_document(result_table(groups, metrics=wanted, margin=margin), name), format_)


def _check(metrics: "Sequence[str]", groups: "Sequence[Group]") -> None:
    from store.errors import did_you_mean

    known = sorted({name for group in groups for name in group.metrics()})
    for name in metrics:
        if name not in known:
            hint = did_you_mean(name, known) or f"; there are {', '.join(known) or 'none yet'}"
            raise CommandError(f"--metric: no run of this experiment has a figure {name!r}{hint}")
