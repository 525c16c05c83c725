"""The messages that something was done which can be taken back, or which stays."""

from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from tui.actions.undo import Step

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.widget import Widget


class Done(Message):
    """Something was done; `back` says what the key that takes it back does."""

    def __init__(self, told: str, step: Step, back: str = "brings them back") -> None:
        super().__init__()
        self.told, self.step, self.back = told, step, back


class Lasting(Message):
    """Something was done that stays; nothing older is to be taken back in its place without a word."""

    def __init__(self, told: str) -> None:
        super().__init__()
        self.told = told


def tell_filter_cleared(where: "Widget", text: str, again: "Callable[[str], Awaitable[object] | object]") -> None:
    """Say that a filter is gone, if there was one, and let it be brought back for as long as its list is there."""
    if text.strip():
        step = Step("the filter is back", partial(again, text), is_possible=lambda: where.is_attached)
        where.post_message(Done("the filter is cleared", step, "brings it back"))
