"""One example: its picture or the values of its row, and what is said of it."""

from typing import TYPE_CHECKING

from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.comparing.exampletext import value_lines
from tui.widgets.paper import styled
from tui.widgets.thumbnail import Thumbnail

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult

    from store.compare.layout import Line
    from trainer.launch.showing import ShownExample


class ExampleView(Container):
    """Shows an example above what is said of it, or on a narrow screen beside it; its parts never change their size."""

    DEFAULT_CSS = """
    ExampleView {
        width: 66; background: $surface; border-left: solid $panel;
        & Thumbnail, & #values { height: 60%; }
        & #about { height: 1fr; padding: 1; }
        & #values { display: none; padding: 1; }
        &.-rows Thumbnail { display: none; }
        &.-rows #values { display: block; }
    }
    """

    class Resized(Message):
        """There is another room for pictures."""

    def compose(self) -> "ComposeResult":
        yield Thumbnail()
        yield Static(id="values")
        yield Static(id="about")

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    @property
    def box(self) -> tuple[int, int]:
        """What a picture is to fit, in pixels; rows of a table have none."""
        return (1, 1) if self.has_class("-rows") else self.query_one(Thumbnail).box

    def show(self, about: "Iterable[Line]", shown: "ShownExample | None", columns: "Sequence[str]", lack: str) -> None:
        """Show what is said of an example, and what the data have of it; `lack` stands where that has not come."""
        self.query_one("#about", Static).update(Content("\n").join(map(styled, about)))
        picture, values = self.query_one(Thumbnail), self.query_one("#values", Static)
        if shown is None or shown.problem:
            values.update(Content(""))
            picture.say(shown.problem if shown else lack)
        elif shown.pixels is not None:
            picture.show(shown.pixels)
        else:
            lines = value_lines(shown, columns, max(3, values.content_size.height))
            values.update(Content("\n").join(map(styled, lines)))
