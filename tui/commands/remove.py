"""Delete runs with all that they hold."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from store.store import Store
from tui.commands.common import StoreFolder, Yes, confirmed, say
from tui.formats import plural

if TYPE_CHECKING:
    from store.run import Run

MOST_SHOWN = 3

Names = Annotated[
    list[str],
    typer.Argument(metavar="RUN", show_default=False, help="Ids, or experiment/variant[/seed]: a group or a run."),
]
Force = Annotated[bool, typer.Option("--force", help="Also runs that nobody can tell dead or alive from here.")]


def command(names: Names, store: StoreFolder = Path("runs"), *, yes: Yes = False, force: Force = False) -> int:
    """Delete runs: their folders, checkpoints and figures. A run that is alive is refused; stop it first."""
    runs = Store(store)
    chosen = {run.id: run for name in names for run in runs.find_group(name)}
    runs.check_removable(list(chosen), force=force)
    if not confirmed(f"Delete {plural(len(chosen), 'run')} for good ({_shown(list(chosen.values()))})?", yes=yes):
        say("nothing was deleted")
        return 1
    runs.remove(list(chosen), force=force)
    say(f"deleted {plural(len(chosen), 'run')}")
    return 0


def _shown(runs: "list[Run]") -> str:
    more = ", …" if len(runs) > MOST_SHOWN else ""
    return ", ".join(run.id for run in runs[:MOST_SHOWN]) + more
