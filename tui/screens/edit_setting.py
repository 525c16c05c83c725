"""One setting of a launch, changed: what it means, what it may be, and what the plan says against a value."""

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.launching.facts import facts
from tui.literal import literal, literal_lines
from tui.screens.leaving import LeftOnce
from tui.widgets.columns import Cell, Column
from tui.widgets.detail import DetailLine
from tui.widgets.keyline import KeyLine
from tui.widgets.table import LineTable
from tui.widgets.textinput import TextInput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from trainer.settings.describe import SettingInfo


class ChoiceList(LineTable[str]):
    """The values that a setting may have."""

    def row_key(self, row: str) -> str:
        return row

    def cells(self, row: str) -> "Sequence[Cell]":
        return [Cell(row)]


class EditSetting(LeftOnce, ModalScreen[str | None]):
    """Asks for a value; it is handed back only when the plan has nothing against it. None: leave it as it is."""

    DEFAULT_CSS = """
    EditSetting { align: center middle; background: $background 60%; }
    EditSetting > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 96%;
        background: $surface; border: round $primary;
    }
    EditSetting Static { height: auto; padding: 0 1; }
    EditSetting .edit--facts { color: $text-muted; padding: 1 1 1 1; }
    EditSetting Input { background: $panel; padding: 0 1; margin: 0 1 1 1; }
    EditSetting ChoiceList { height: auto; max-height: 10; }
    EditSetting DetailLine { height: 2; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "accept", "Take", tooltip="Use this value", id="edit.take", priority=True),
        Binding("escape", "leave", "Leave", tooltip="Leave the setting as it is", id="edit.leave"),
    ]

    class Judged(Message):
        """The plan has looked at a value; `problem` is empty where it is right."""

        def __init__(self, value: str, problem: str, *, final: bool) -> None:
            super().__init__()
            self.value, self.problem, self.final = value, problem, final

    def __init__(self, info: "SettingInfo", value: str, scope: str, judge: "Callable[[str], str]") -> None:
        super().__init__()
        self.info, self.value, self.scope, self.judge = info, value, scope, judge
        self.choices = [str(choice).lower() if isinstance(choice, bool) else str(choice) for choice in self._choices()]

    def compose(self) -> "ComposeResult":
        with Vertical() as box:
            box.border_title = Content(literal(f"{self.info.path} for {self.scope}"))
            yield Static(Content(literal_lines(self.info.help)))
            yield Static(Content(literal(facts(self.info))), classes="edit--facts")
            if self.choices:
                yield ChoiceList([Column("value", "Choose one", 20, most=60)])
            else:
                yield TextInput(self.value, select_on_focus=True, compact=True)
            yield DetailLine()
            yield KeyLine()

    def on_mount(self) -> None:
        if not self.choices:
            self.set_focus(self.query_one(Input))
            return
        choices = self.query_one(ChoiceList)
        choices.show_rows(self.choices)
        choices.go_to(self.value)
        self.set_focus(choices)

    @on(Input.Changed)
    def look_at_it(self, event: Input.Changed) -> None:
        self._judge_it(event.value)

    @on(LineTable.Opened)
    def take_clicked(self) -> None:
        self.action_accept()

    def action_accept(self) -> None:
        """Take the value once the keys that came before have had their effect."""
        self.query_one(ChoiceList if self.choices else Input).call_later(self._accept)

    def _accept(self) -> None:
        value = self.query_one(ChoiceList).current if self.choices else self.query_one(Input).value.strip()
        self._take_it(value or "")

    def action_leave(self) -> None:
        self.dismiss(None)

    @work(thread=True, exclusive=True, group="judge")
    def _judge_it(self, value: str) -> None:
        self._ask_the_plan(value, final=False)

    @work(thread=True, exclusive=True, group="take")
    def _take_it(self, value: str) -> None:
        self._ask_the_plan(value, final=True)

    def _ask_the_plan(self, value: str, *, final: bool) -> None:
        problem = self.judge(value) if value.strip() else "is empty; type a value, or leave the setting with escape"
        self.post_message(self.Judged(value, problem, final=final))

    def on_edit_setting_judged(self, event: Judged) -> None:
        if event.final and not event.problem:
            self.dismiss(event.value)
            return
        if not self.choices and event.value.strip() != self.query_one(Input).value.strip():
            return
        detail = self.query_one(DetailLine)
        detail.text = event.problem or "this is right"
        detail.set_class(bool(event.problem), "-problem")

    def _choices(self) -> "Sequence[object]":
        return (True, False) if self.info.type == "bool" else self.info.choices
