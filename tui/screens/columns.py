"""Which columns the list of runs has, and in which order."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from tui.screens.pick import Offers, PickLine, PickScreen
from tui.widgets.picktable import Choice

if TYPE_CHECKING:
    from textual.binding import BindingType


class ColumnsLine(PickLine):
    """Where a part of a column's name is typed; names have neither blanks nor brackets, so these are keys."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "screen.done", "Done", tooltip="Show these columns", id="columns.done"),
        *(
            Binding(key, f"screen.{action}", name, tooltip=tooltip, id=f"columns.{action}", priority=True)
            for key, action, name, tooltip in (
                ("space", "turn", "Show or hide", "Show this column, or hide it"),
                ("less_than_sign", "left", "Left", "Move the column to the left"),
                ("greater_than_sign", "right", "Right", "Move the column to the right"),
            )
        ),
        Binding("ctrl+r", "screen.reset", "Usual", tooltip="Show the usual columns", id="columns.reset"),
    ]


class ColumnsScreen(PickScreen):
    """Asks for columns: those that are shown come first, in their order. The answer is their names."""

    QUESTION: ClassVar[str] = "Columns"
    HINT = "type a part of a figure's or a setting's name; val.loss@10: at epoch 10"
    FIXED: ClassVar[int] = 0
    """How many of the columns stay where they are, the first ones."""
    WHY_FIXED: ClassVar[str] = ""

    def __init__(self, chosen: Sequence[str], usual: Sequence[str], choices: Sequence[Choice], offers: Offers) -> None:
        super().__init__(self.QUESTION, (), offers)
        self.chosen, self._usual = list(chosen), usual
        self._all = {choice.key: choice for choice in choices}
        self._order()

    def make_line(self) -> PickLine:
        return ColumnsLine(hint=self.HINT)

    def action_turn(self) -> None:
        current = self.table.current
        if current is None or self._is_fixed(current):
            return
        if current.key in self.chosen:
            self.chosen.remove(current.key)
        else:
            self.chosen.append(current.key)
            self._all.setdefault(current.key, current)
        self._order()
        self.show_choices()
        self.table.go_to(current.key)

    def action_left(self) -> None:
        self._shift(-1)

    def action_right(self) -> None:
        self._shift(1)

    def _shift(self, steps: int) -> None:
        current = self.table.current
        if current is None or current.key not in self.chosen or self._is_fixed(current):
            return
        place = self.chosen.index(current.key)
        self.chosen.remove(current.key)
        self.chosen.insert(max(self.FIXED, place + steps), current.key)
        self._order()
        self.show_choices()
        self.table.go_to(current.key)

    def _is_fixed(self, choice: Choice) -> bool:
        """Say whether a column stays where it is, and tell why."""
        fixed = choice.key in self.chosen[: self.FIXED]
        if fixed:
            self.notify(self.WHY_FIXED)
        return fixed

    def action_reset(self) -> None:
        self.chosen = list(self._usual)
        self._order()
        self.show_choices()

    def action_done(self) -> None:
        self.dismiss(tuple(self.chosen))

    def _order(self) -> None:
        chosen = [self._all.get(key, Choice(key))._replace(chosen=True) for key in self.chosen]
        others = [choice._replace(chosen=False) for key, choice in self._all.items() if key not in set(self.chosen)]
        self.choices = [*chosen, *others]
