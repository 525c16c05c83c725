"""Run again with something changed, as a variant called after the change."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.commands.common import call, open_store, print_table, say
from tui.commands.naming import say_of_each
from tui.commands.options import Format, StoreFolder
from tui.commands.waiting import tell_hold_up

if TYPE_CHECKING:
    from store.store import Store
    from trainer.diagnose.again import Changed

Name = Annotated[
    str, typer.Argument(metavar="RUN", show_default=False, help="A run, or a group (experiment/variant) of its seeds.")
]
Sets = Annotated[
    list[str],
    typer.Option("--set", metavar="PATH=VALUE", show_default=False, help="What is changed; may be repeated."),
]
Seeds = Annotated[
    int | None,
    typer.Option(
        "--seeds",
        metavar="N",
        min=1,
        max=1000,
        show_default=False,
        help="With so many seeds: its own first, then others of the experiment, then new ones.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would be run; do nothing.")]


def command(
    name: Name, sets: Sets, seeds: Seeds = None, *, dry_run: DryRun = False, store: StoreFolder = Path("runs")
) -> int:
    """Queue a run again with something changed, with the same seeds, and return at once.

    It becomes a variant of the same experiment that is called after the change, as in tuned+optimizer.lr=0.01, and
    stands in tables and comparisons beside the others. What has been run with these very settings is not done again.
    """
    from trainer.diagnose.again import changed, origin_of, queue_changed
    from tui.launching.again import told_of

    opened = open_store(store)
    change = changed(origin_of(opened, opened.find_group(name)), sets, seeds)
    if dry_run:
        return _show(opened, change)
    queued = queue_changed(opened, change)
    say(told_of(queued, change))
    say_of_each(queued.new, lambda _: "is queued")
    tell_hold_up(opened, say)
    say(f"`{call(store=store)}` shows them, `{call('diff', *_pair(change), store=store)}` compares them")
    return 0


def _show(store: "Store", change: "Changed") -> int:
    from trainer.diagnose.again import there_already
    from trainer.plan.dry_run import dry_run_table
    from tui.launching.estimate import foretold

    there = there_already(store, change)
    print_table(dry_run_table(change.planned, there, anew="").without_empty(), Format.TEXT)
    new = [run for run, id_ in zip(change.planned, there, strict=True) if not id_]
    if told := foretold(store, new).told:
        say(told)
    return 0


def _pair(change: "Changed") -> tuple[str, str]:
    """Return the run's own variant, and what was made of it."""
    return change.origin, change.name
