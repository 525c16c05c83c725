"""List the settings, or explain one."""

from typing import Annotated

import typer

from tui.commands.common import print_table, say
from tui.commands.options import Format, TableFormat

METHODS = ("methods", "regularizers")


def command(
    name: Annotated[str, typer.Argument(metavar="[NAME]", show_default=False, help="What to explain.")] = "",
    format_: TableFormat = Format.TEXT,
) -> None:
    """List every setting, or explain NAME: what it does, its bounds and default, and an example.

    NAME is a section (optimizer), a component (adamw, dropout), a group of methods (averaging), or a setting by its
    path or the end of it (optimizer.lr, dropout.rate, epochs). `methods` stands for a table of all regularizers; for
    any other word, the regularizers are shown that speak of it (ewc, blur).
    """
    from trainer.plan.listing import methods_table, settings_table, topics_document
    from trainer.plan.topics import find_topics

    if not name:
        print_table(settings_table(), format_)
    elif name in METHODS:
        print_table(methods_table(), format_)
    elif spoken := _speaking_of(name):
        print_table(methods_table(spoken), format_)
    elif format_ in (Format.JSON, Format.CSV):
        print_table(topics_document(find_topics(name)), format_)
    else:
        _explain(name, format_)


def _explain(name: str, format_: Format) -> None:
    from trainer.plan.listing import topic_document
    from trainer.plan.topics import find_topics

    for number, topic in enumerate(find_topics(name)):
        if number:
            say()
        print_table(topic_document(topic, described=format_ is Format.MARKDOWN), format_)


def _speaking_of(name: str) -> list[str]:
    """Return the methods that speak of a word, where nothing is called by it."""
    from trainer.plan.listing import methods_speaking_of
    from trainer.plan.topics import find_topics
    from trainer.settings.problems import PlanError

    try:
        find_topics(name)
    except PlanError:
        return methods_speaking_of(name)
    return []
