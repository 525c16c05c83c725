"""Jumping: a label on everything that can have the keys; typing one goes there."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.actions.jumplabels import labels
from tui.screens.leaving import LeftOnce
from tui.widgets.keyline import KeyLine
from tui.widgets.table import LineTable
from tui.widgets.tabs import TabLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Key
    from textual.screen import Screen
    from textual.widget import Widget


class Place(NamedTuple):
    """Something that one can go to: where it is on screen, and what goes there."""

    x: int
    y: int
    go: "Callable[[], object]"


class Label(Static):
    """A label that lies over what it stands for."""

    DEFAULT_CSS = """
    Label {
        position: absolute; width: auto; height: 1;
        background: $accent; color: $background; text-style: bold;
    }
    """

    def __init__(self, text: str, place: Place) -> None:
        super().__init__(text, markup=False)
        self.text, self.place = text, place
        self.styles.offset = (place.x, place.y)


class JumpScreen(LeftOnce, ModalScreen[Place | None]):
    """Lays labels over the screen below; the answer is the place whose label was typed."""

    DEFAULT_CSS = """
    JumpScreen { background: transparent; }
    JumpScreen KeyLine { dock: bottom; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("escape", "leave", "Stay here", tooltip="Go nowhere; a label goes where it stands", id="jump.leave"),
        Binding("backspace", "again", "Again", tooltip="Take the first letter back", id="jump.again", show=False),
    ]

    def __init__(self, places: "Sequence[Place]") -> None:
        super().__init__()
        self.places, self.typed = places, ""

    def compose(self) -> "ComposeResult":
        names = labels(len(self.places))
        yield from (Label(name, place) for name, place in zip(names, self.places, strict=False))
        yield KeyLine()

    def on_key(self, event: "Key") -> None:
        """Take a letter; one that no label goes on with is passed over."""
        typed = self.typed + (event.character or "").lower()
        left = [label for label in self.query(Label) if label.text.startswith(typed)]
        if event.is_printable and left:
            event.stop()
            self._take(typed)

    def _take(self, typed: str) -> None:
        self.typed = typed
        for label in self.query(Label):
            if label.text == typed:
                self.dismiss(label.place)
            label.visible = label.text.startswith(typed)

    def action_again(self) -> None:
        self._take("")

    def action_leave(self) -> None:
        self.dismiss(None)


def places_of(screen: "Screen[Any]") -> list[Place]:
    """Return every row, tab and widget on a screen that one can go to, from the top to the bottom."""
    found = [place for widget in screen.query("*") if widget.is_on_screen for place in _places(screen, widget)]
    room = screen.size.region
    return sorted((place for place in found if room.contains(place.x, place.y)), key=lambda place: (place.y, place.x))


def _places(screen: "Screen[Any]", widget: "Widget") -> "Iterator[Place]":
    region = widget.region
    if isinstance(widget, TabLine):
        for number, x in enumerate(widget.starts()):
            yield Place(region.x + x, region.y, partial(widget.choose, number))
    elif isinstance(widget, LineTable):
        for line in widget.lines_with_rows():
            row = line - 1 + widget.scroll_offset.y
            yield Place(region.x, region.y + line, partial(_go_to_row, screen, widget, row))
    elif widget.focusable:
        yield Place(region.x, region.y, partial(screen.set_focus, widget))


def _go_to_row(screen: "Screen[Any]", table: "LineTable[Any]", row: int) -> None:
    screen.set_focus(table)
    table.cursor = row
