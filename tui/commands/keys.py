"""List every action of the app with its keys, and what is wrong in the keys of your settings file."""

from tui.commands.common import print_table
from tui.commands.options import Format, TableFormat
from tui.guard import complain


def command(format_: TableFormat = Format.TEXT) -> None:
    """List every action of the app: its name, the keys it has now, and what it does.

    A name goes into the section [keys] of the settings file, $XDG_CONFIG_HOME/backslide/settings.toml (else
    ~/.config/backslide/settings.toml), with the keys that it is to have: "runs.diff" = "D", or "runs.diff" = "D,f5".
    """
    from store.compare.table import Cell, Column, Row, Table
    from tui.actions.table import all_actions
    from tui.preferences.keymaps import problems_of
    from tui.preferences.settings import read_preferences

    wanted = read_preferences()
    for problem in (*wanted.problems, *problems_of(wanted.keys, wanted.file)):
        complain(problem)
    columns = (
        Column("action", whole=True),
        Column("keys", whole=True),
        Column("where", drop=1),
        Column("does", title="what it does"),
    )
    rows = [
        Row(
            (
                Cell(action.id, action.id),
                Cell(" ".join(action.keys), list(action.keys)),
                Cell(action.where, action.where),
                Cell(action.tooltip, action.tooltip),
            ),
            key=action.id,
        )
        for action in all_actions(wanted.keys)
    ]
    print_table(Table("Keys", columns, tuple(rows), name="keys"), format_)
