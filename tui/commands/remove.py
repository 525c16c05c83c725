"""Remove runs with all that they hold; bring them back; empty the trash."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from store.errors import StoreError
from store.store import Store
from tui.commands.common import confirmed, say
from tui.commands.options import StoreFolder, Yes
from tui.formats import plural
from tui.guard import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.run import Run

MOST_SHOWN = 3

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="RUN", show_default=False, help="Ids, or experiment/variant[/seed]: a group or a run."),
]
Force = Annotated[bool, typer.Option("--force", help="Also runs that nobody can tell dead or alive from here.")]
Needed = Annotated[bool, typer.Option("--needed", help="Also runs whose weights others began with, or learned from.")]
Restore = Annotated[
    bool, typer.Option("--restore", help="Bring runs back from the trash, by their ids; without one, list them.")
]
Purge = Annotated[bool, typer.Option("--purge", help="Delete for good what is in the trash.")]


def command(  # noqa: PLR0913 - each is an option
    names: Names = None,
    store: StoreFolder = Path("runs"),
    *,
    yes: Yes = False,
    force: Force = False,
    needed: Needed = False,
    restore: Restore = False,
    purge: Purge = False,
) -> int:
    """Move runs to the trash: their folders, checkpoints and figures. A run that is alive is refused; stop it first.

    `--restore` brings them back; `--purge` empties the trash. So does `rm -r` of the folder `trash` in the store.
    """
    runs = Store(store)
    if purge:
        return _purge(runs, yes=yes)
    if restore and not names:
        return _show_trash(runs)
    if not names:
        raise CommandError("remove: name the runs, or say --purge to empty the trash")
    if restore:
        from trainer.launch.dispatcher import ensure_dispatcher

        runs.restore(names)
        if any(not runs.run(id_).standing().status.ended for id_ in names):
            ensure_dispatcher(runs)
        say(f"brought back {plural(len(names), 'run')}")
        return 0
    chosen = {run.id: run for name in names for run in runs.find_group(name)}
    runs.check_removable(list(chosen), force=force)
    _mind_needed(runs, list(chosen), needed=needed)
    if not confirmed(f"Move {plural(len(chosen), 'run')} to the trash ({_shown(list(chosen.values()))})?", yes=yes):
        say("nothing was removed")
        return 1
    runs.remove(list(chosen), force=force)
    say(f"moved {plural(len(chosen), 'run')} to the trash; --restore brings them back, --purge deletes them")
    return 0


def _show_trash(store: Store) -> int:
    """Say what could be brought back."""
    from store.run import Run
    from store.store import TRASH

    for id_ in store.trashed():
        try:
            say(f"{id_}  {Run(store.root / TRASH / id_).name}")
        except StoreError as error:
            say(f"{id_}  {error}")
    say(f"{plural(len(store.trashed()), 'run')} in the trash; `backslide remove --restore ID` brings one back")
    return 0


def _purge(store: Store, *, yes: bool) -> int:
    from store.budget import weigh

    count = len(store.trashed())
    if not count:
        say("the trash is empty")
        return 0
    if not confirmed(f"Delete {plural(count, 'run')} in the trash for good?", yes=yes):
        say("nothing was deleted")
        return 1
    say(f"deleted {plural(store.purge(), 'run')} for good")
    weigh(store)
    return 0


def _mind_needed(store: Store, ids: "Sequence[str]", *, needed: bool) -> None:
    """Refuse what other runs have weights of, unless it is said that one knows."""
    rows = store.needing(ids)
    if rows and not needed:
        names = ", ".join(row.name for row in rows[:MOST_SHOWN]) + (", …" if len(rows) > MOST_SHOWN else "")
        raise CommandError(
            f"{plural(len(rows), 'other run')} ({names}) took weights of these, and cannot be done or measured again "
            "without them; remove those too, or say --needed"
        )


def _shown(runs: "list[Run]") -> str:
    more = ", …" if len(runs) > MOST_SHOWN else ""
    return ", ".join(run.id for run in runs[:MOST_SHOWN]) + more
