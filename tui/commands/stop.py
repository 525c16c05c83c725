"""Stop runs: those that train after the step that they are in, those that wait at once."""

from pathlib import Path

from tui.commands.common import open_store, say
from tui.commands.naming import Names, find_all, say_of_each
from tui.commands.options import StoreFolder
from tui.formats import plural


def command(names: Names, store: StoreFolder = Path("runs")) -> int:
    """Stop runs. One that trains keeps what it has learned in its last checkpoint; one that waits never begins."""
    from store.dependants import dependants
    from trainer.launch.stop import request_stop

    opened = open_store(store)
    chosen = {run.id: run for name in names for run in find_all(opened, name)}
    ids = set(chosen)
    skipped = dependants(opened, [row for row in opened.rows() if row.id in ids and not row.status.ended])
    asked = request_stop(opened, list(chosen.values()))
    say_of_each(asked, lambda run: f"is {run.standing().status}")
    if skipped:
        say(f"{plural(len(skipped), 'run')} that would start from there will be skipped")
    if not asked:
        say("nothing to stop: " + ("it is over" if len(chosen) == 1 else f"all {len(chosen)} runs are over"))
    return 0
