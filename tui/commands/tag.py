"""Give runs tags, or take them away; the list groups by them, and filters find them."""

from pathlib import Path
from typing import Annotated

import typer

from store.annotations import change_tags
from tui.commands.common import call, open_store, say
from tui.commands.naming import Names, find_all, say_of_each
from tui.commands.options import StoreFolder
from tui.guard import CommandError

Add = Annotated[list[str] | None, typer.Option("--add", "-a", metavar="TAG", help="A tag to give; may be repeated.")]
Drop = Annotated[
    list[str] | None, typer.Option("--drop", "-d", metavar="TAG", help="A tag to take away; may be repeated.")
]


def command(names: Names, add: Add = None, drop: Drop = None, store: StoreFolder = Path("runs")) -> None:
    """Give runs tags, and take others away: `tag decline/tuned --add for-the-talk --drop todo`."""
    if not add and not drop:
        raise CommandError("say which tags: --add TAG gives one, --drop TAG takes one away")
    opened = open_store(store)
    runs = list({run.id: run for name in names for run in find_all(opened, name)}.values())
    change_tags(opened, [run.id for run in runs], add or (), drop or ())
    say_of_each([opened.run(run.id) for run in runs], lambda run: f"tags: {' '.join(run.state()['tags']) or 'none'}")
    if add:
        say(f"`{call('list', f'tag:{add[0]}', store=store)}` lists what has the tag")
