"""Trust in plug-ins, which are code: asked for once, or given on the command line."""

from typing import TYPE_CHECKING

from tui.commands.common import confirmed, is_interactive
from tui.guard import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainer.plan.plugins import Plugin


def require_trust(owner: str, unknown: "Sequence[Plugin]", *, trust: bool) -> None:
    """Remember that plug-ins may run if somebody says so, now or with `--trust`; else a CommandError."""
    from trainer.plan import plugins

    if not unknown:
        return
    names = ", ".join(str(plugin.path) for plugin in unknown)
    if not trust and not is_interactive():
        raise CommandError(f"{names}: this plug-in is code; read it, then say --trust")
    if not confirmed(f"{owner} runs code of its own: {names}. Trust it?", yes=trust):
        raise CommandError(f"{owner}: its plug-ins are not trusted, so it is not run: {names}")
    for plugin in unknown:
        plugins.trust(plugin)
