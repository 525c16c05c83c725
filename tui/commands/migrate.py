"""Bring a store of an older backslide to the format of this one."""

from pathlib import Path

from tui.commands.common import open_store, say
from tui.commands.options import StoreFolder


def command(store: StoreFolder = Path("runs")) -> None:
    """Bring the store to the format of this program, if an older one has written it. Runs that train go on.

    Programs of the older version refuse the store from then on.
    """
    from store.migrate import migrate
    from trainer.launch.dispatcher import ensure_dispatcher

    said = migrate(store)
    for line in said:
        say(line)
    opened = open_store(store)
    if said and any(not row.status.ended for row in opened.rows()):
        ensure_dispatcher(opened)
    say(f"{store}: " + ("the store has this program's format now" if said else "the store has this program's format"))
