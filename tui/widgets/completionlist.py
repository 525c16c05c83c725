"""The few lines above a filter that say what may be typed next. They never have the focus."""

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.literal import literal
from tui.widgets.columns import padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.geometry import Size

    from store.query.completions import Candidate

LINES = 6
GAP = 2


class CompletionList(Widget):
    """Shows candidates, one of which is chosen; it takes no more lines than it has candidates, and six at most."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"completion--chosen", "completion--help", "completion--mark"}
    DEFAULT_CSS = """
    CompletionList {
        height: auto; background: $panel; color: $foreground; display: none;
        & > .completion--chosen { background: $primary-muted; text-style: bold; }
        & > .completion--help { color: $text-muted; }
        & > .completion--mark { color: $text-accent; }
    }
    """
    ALLOW_SELECT = False

    class Picked(Message):
        """A candidate was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.candidates: Sequence[Candidate] = ()
        self.chosen = 0
        self._top = 0

    @property
    def current(self) -> "Candidate | None":
        """The chosen candidate."""
        return self.candidates[self.chosen] if self.candidates else None

    def show(self, candidates: "Sequence[Candidate]") -> None:
        """Show other candidates, the first of them chosen; without any, nothing."""
        before, self.candidates = len(self.candidates), candidates
        self.chosen = self._top = 0
        self.display = bool(candidates)
        self.refresh(layout=min(before, LINES) != min(len(candidates), LINES))

    def choose(self, steps: int) -> None:
        """Choose another one, from the last on to the first."""
        if self.candidates:
            self.chosen = (self.chosen + steps) % len(self.candidates)
            self._top = max(self.chosen - LINES + 1, min(self._top, self.chosen))
            self.refresh()

    def get_content_height(self, container: "Size", viewport: "Size", width: int) -> int:  # noqa: ARG002 - Textual's signature
        return min(LINES, len(self.candidates))

    def on_click(self, event: "events.Click") -> None:
        if self._top + event.y < len(self.candidates):
            self.chosen = self._top + event.y
            self.post_message(self.Picked())

    def render_line(self, y: int) -> Strip:
        place, width = self._top + y, self.size.width
        if place >= len(self.candidates):
            return Strip.blank(width, self.rich_style)
        chosen = place == self.chosen
        candidate, style = self.candidates[place], self._style("chosen", chosen=chosen)
        name, more = self._name_width(width), self._more(y)
        help_ = padded(" " * GAP + candidate.help, max(0, width - name - 1 - cell_len(more)))
        parts = (
            Segment("▌" if chosen else " ", self._style("mark", chosen=chosen)),
            Segment(padded(candidate.text, name), style),
            Segment(help_ + more, self._style("help", chosen=chosen)),
        )
        return Strip(parts).adjust_cell_length(width, style)

    def _name_width(self, width: int) -> int:
        """Return the cells of the longest candidate, as far as room for its help is left."""
        longest = max(cell_len(literal(candidate.text)) for candidate in self.candidates)
        return min(longest, max(width // 2, width - 40), width - 2)

    def _more(self, y: int) -> str:
        below = len(self.candidates) - self._top - LINES
        return f" +{below} " if y == LINES - 1 and below > 0 else " "

    def _style(self, part: str, *, chosen: bool) -> "Style":
        style = self.rich_style
        if chosen:
            style += self.get_component_rich_style("completion--chosen")
        if part != "chosen":
            style += Style(color=self.get_component_rich_style(f"completion--{part}").color)
        return style
