"""List the settings, or explain one."""

from typing import Annotated

import typer

from tui.commands.common import Format, TableFormat, print_table, say


def command(
    name: Annotated[str, typer.Argument(metavar="[NAME]", show_default=False, help="What to explain.")] = "",
    format_: TableFormat = Format.TEXT,
) -> None:
    """List every setting, or explain NAME: what it does, its bounds and default, and an example.

    NAME is a section (optimizer), a component (adamw, dropout), a group of methods (averaging), or a setting by its
    path or the end of it (optimizer.lr, dropout.rate, epochs).
    """
    from trainer.plan.listing import settings_table, topic_document, topics_document
    from trainer.plan.topics import find_topics

    if not name:
        print_table(settings_table(), format_)
    elif format_ in (Format.JSON, Format.CSV):
        print_table(topics_document(find_topics(name)), format_)
    else:
        for number, topic in enumerate(find_topics(name)):
            if number:
                say()
            print_table(topic_document(topic, described=format_ is Format.MARKDOWN), format_)
