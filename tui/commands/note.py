"""Give runs a note, which the list shows and filters find."""

from pathlib import Path
from typing import Annotated

import typer

from store.annotations import set_note
from tui.commands.common import call, open_store, say
from tui.commands.naming import Names, find_all, say_of_each
from tui.commands.options import StoreFolder
from tui.guard import CommandError

Text = Annotated[str | None, typer.Option("--text", "-t", show_default=False, help="The note.")]
Clear = Annotated[bool, typer.Option("--clear", help="Take the note away.")]


def command(names: Names, text: Text = None, store: StoreFolder = Path("runs"), *, clear: Clear = False) -> None:
    """Give runs a note in the place of the one that they have: `note decline/tuned -t "the one for the talk"`.

    `list has:note` finds them.
    """
    if clear == bool(text):
        raise CommandError('say what to note: --text "…", or --clear to take the note away')
    opened = open_store(store)
    runs = list({run.id: run for name in names for run in find_all(opened, name)}.values())
    set_note(opened, [run.id for run in runs], text or "")
    say_of_each(runs, lambda _: "has lost its note" if clear else "noted")
    say(f"`{call('list', 'has:note', store=store)}` lists what is noted")
