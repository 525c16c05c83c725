"""A document on screen, laid out for the width that there is."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from store.compare.formats import document_lines
from tui.literal import literal

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.compare.layout import Line
    from store.compare.table import Document

STYLES = {
    "title": "bold",
    "header": "bold",
    "group": "bold $text-primary",
    "better": "$text-success",
    "worse": "$text-error",
    "differs": "$text-accent",
    "dim": "$text-muted",
    "note": "$text-muted",
    "doubt": "$text-warning",
}
"""How the role of a piece of a line looks; the words say the same without colour."""


class Paper(VerticalScroll):
    """Shows a document that can be longer than the screen."""

    DEFAULT_CSS = """
    Paper { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    Paper Static { height: auto; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("down,j", "lines(1)", "Down", tooltip="Move the text up by a line", id="paper.down", show=False),
        Binding("up,k", "lines(-1)", "Up", tooltip="Move the text down by a line", id="paper.up", show=False),
        Binding("pagedown,space", "pages(1)", "More", tooltip="Show the next page", id="paper.more"),
        Binding("pageup,b", "pages(-1)", "Before", tooltip="Show the page before", id="paper.before", show=False),
        Binding("home,g", "to(0)", "Top", tooltip="Go to the top", id="paper.top", show=False),
        Binding("end,G", "to(1)", "End", tooltip="Go to the end", id="paper.end", show=False),
        Binding("y", "copy", "Copy", tooltip="Copy this page as Markdown", id="paper.copy", show=False),
    ]

    class Copying(Message):
        """The page is to be copied."""

        def __init__(self, document: "Document") -> None:
            super().__init__()
            self.document = document

    def __init__(self) -> None:
        super().__init__()
        self._document: Document | None = None
        self._width = 0

    def compose(self) -> "ComposeResult":
        yield Static()

    def show(self, document: "Document") -> None:
        """Show another document, from where it was looked at."""
        self._document, self._width = document, 0
        self._lay_out()

    def clear(self) -> None:
        """Show nothing."""
        self._document = None
        self.query_one(Static).update("")

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if self._document is None or width in {0, self._width}:
            return
        self._width = width
        lines = [styled(line) for line in document_lines(self._document, width)]
        self.query_one(Static).update(Content("\n").join(lines))
        self.call_after_refresh(self._name_keys)

    def _name_keys(self) -> None:
        if self.is_attached:  # keys typed fast may have led away meanwhile
            self.refresh_bindings()

    def is_of_use(self, action: str) -> bool:
        """Name the next page where there is more than is seen."""
        return not action.startswith("pages") or self.max_scroll_y > 0

    def action_copy(self) -> None:
        if self._document is not None:
            self.post_message(self.Copying(self._document))

    def action_lines(self, lines: int) -> None:
        self.scroll_relative(y=lines, animate=False)

    def action_pages(self, pages: int) -> None:
        self.scroll_relative(y=pages * max(1, self.size.height - 1), animate=False)

    def action_to(self, share: float) -> None:
        self.scroll_to(y=share * self.max_scroll_y, animate=False)


def styled(line: "Line") -> Content:
    """Return a line in the styles of its pieces, literally."""
    return Content.assemble(*((literal(span.text), STYLES.get(span.role, "")) for span in line))
