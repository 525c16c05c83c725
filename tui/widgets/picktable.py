"""Things to choose from, narrowed by what is typed."""

from typing import TYPE_CHECKING, NamedTuple

from tui.widgets.columns import Cell, Column
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (Column("choice", "Name", 24, whole=True), Column("help", "What it is", 30, most=100))


class Choice(NamedTuple):
    """One thing to choose: what it is called, what it is, and whether it is chosen already."""

    key: str
    help: str = ""
    chosen: bool = False


class PickTable(LineTable[Choice]):
    """Shows choices; what is chosen has a mark."""

    can_focus = False

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def show_choices(self, choices: "Sequence[Choice]") -> None:
        """Show other choices."""
        self.marked = {choice.key for choice in choices if choice.chosen}
        self.show_rows(choices)

    def row_key(self, row: Choice) -> str:
        return row.key

    def cells(self, row: Choice) -> "Sequence[Cell]":
        return [Cell(row.key, "strong" if row.chosen else ""), Cell(row.help, "dim")]


def matching(choices: "Sequence[Choice]", typed: str) -> list[Choice]:
    """Return the choices that hold every word that is typed, those first whose name begins with it."""
    words = typed.casefold().split()
    found = [one for one in choices if all(word in f"{one.key} {one.help}".casefold() for word in words)]
    return sorted(found, key=lambda one: _rank(one.key.casefold(), words))


def _rank(key: str, words: "Sequence[str]") -> int:
    if not words or key.startswith(words[0]):
        return 0
    return 1 if any(part.startswith(words[0]) for part in key.split(".")) else 2 if words[0] in key else 3
