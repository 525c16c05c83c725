"""The line under a table that explains what the cursor stands on."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.literal import literal


class DetailLine(Widget):
    """Shows one text of at most `lines` lines, literally."""

    DEFAULT_CSS = """
    DetailLine {
        height: 1;
        background: $surface;
        color: $text-muted;
        padding: 0 1;
        &.-problem { color: $text-error; height: auto; max-height: 3; }
    }
    """
    ALLOW_SELECT = False

    text: reactive[str] = reactive("")

    def watch_text(self) -> None:
        self.refresh(layout=self.has_class("-problem"))

    def render(self) -> RenderResult:
        return Content(" ".join(literal(line) for line in self.text.splitlines()))
