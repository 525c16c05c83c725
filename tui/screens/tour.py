"""The tour on screen: a page at a time."""

import re
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.screens.leaving import LeftOnce
from tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.actions.tour import Page


class Tour(LeftOnce, ModalScreen[None]):
    """Shows the pages; whoever has read one goes to the next."""

    DEFAULT_CSS = """
    Tour { align: center middle; background: $background 60%; }
    Tour > Vertical {
        width: 74; max-width: 95%; height: 15; max-height: 95%;
        background: $surface; border: round $primary; padding: 1 1 0 1;
    }
    Tour .tour--heading { text-style: bold; color: $text-primary; padding: 0 1; height: 2; }
    Tour .tour--text { padding: 0 1; height: 1fr; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("right,space,enter", "turn(1)", "Next", tooltip="Read the next page", id="tour.next"),
        Binding("backspace,left", "turn(-1)", "Back", tooltip="Read the page before", id="tour.before"),
        Binding("escape,q", "close", "End", tooltip="End the tour", id="tour.end"),
    ]

    place: reactive[int] = reactive(0)

    def __init__(self, pages: "Sequence[Page]") -> None:
        super().__init__()
        self.pages = pages

    def compose(self) -> "ComposeResult":
        with Vertical():
            yield Static(classes="tour--heading")
            yield Static(classes="tour--text")
            yield KeyLine()

    def on_mount(self) -> None:
        self.watch_place()

    def watch_place(self) -> None:
        page = self.pages[self.place]
        self.query_one(Vertical).border_title = f"Tour {self.place + 1}/{len(self.pages)}"
        self.query_one(".tour--heading", Static).update(Content(page.heading))
        self.query_one(".tour--text", Static).update(_with_keys(page.text))

    def action_turn(self, pages: int) -> None:
        place = self.place + pages
        if place >= len(self.pages):
            self.dismiss()
        else:
            self.place = max(0, place)

    def action_close(self) -> None:
        self.dismiss()


def _with_keys(text: str) -> Content:
    """Return a text with its keys, which stand in brackets, as keys are shown elsewhere."""
    parts = re.split(r"\[(.+?)\](?!\])", text.replace("\n", "\n\n"))
    return Content.assemble(*((part, "bold $text-accent") if number % 2 else part for number, part in enumerate(parts)))
