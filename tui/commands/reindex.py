"""Make the store's index anew from the folders of its runs."""

from pathlib import Path

from store.store import Store
from tui.commands.common import say
from tui.commands.options import StoreFolder
from tui.formats import plural
from tui.guard import CommandError


def command(store: StoreFolder = Path("runs")) -> None:
    """Make the index anew. The folders are the truth, so this loses nothing, and losing the index loses nothing."""
    if not store.is_dir():
        raise CommandError(f"{store}: there is no store here; name it with --store DIR")
    say(f"{store}: {plural(Store(store).reindex(), 'run')} in the index")
