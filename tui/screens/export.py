"""Export: what is on screen as Markdown, onto the clipboard, and into a file of any format."""

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from store.compare.formats import ENDINGS
from store.compare.markdown import to_markdown
from tui.actions.clipboard import fits
from tui.formats import plural
from tui.literal import literal_lines
from tui.reporting.files import files_of, write_files
from tui.screens.ask import Ask
from tui.screens.leaving import LeftOnce
from tui.widgets.detail import DetailLine
from tui.widgets.keyline import KeyLine
from tui.widgets.textinput import TextInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.compare.table import Document

NARROWEST = 20
"""Characters to which sentences are wrapped at least."""
CLIPBOARD = "over SSH, too; inside tmux it needs `set -g set-clipboard on` or `allow-passthrough on`"


class FileName(TextInput):
    """The line for a file's name. Enter is its own key, so that it comes after all that was typed before it."""

    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "submit", "Write and copy", tooltip="Write the file and copy the text", id="export.write"),
        Binding("pagedown", "screen.scroll(1)", "Down", tooltip="Show more of the text", id="export.down", show=False),
        Binding("pageup", "screen.scroll(-1)", "Up", tooltip="Show what stands before", id="export.up", show=False),
    ]


def wrapped(markdown: str, width: int) -> str:
    """Return Markdown with its sentences wrapped; rows of tables and code are left as long as they are."""
    lines, is_code = list[str](), False
    for line in markdown.splitlines():
        is_code ^= line.startswith("```")
        stays = is_code or line.startswith("|") or len(line) <= max(width, 1)
        lines += [line] if stays else _sentences(line, max(width, NARROWEST))
    return "\n".join(lines)


def _sentences(line: str, width: int) -> list[str]:
    hanging = "  " if line.startswith("- ") else ""
    return wrap(line, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


class ExportScreen(LeftOnce, ModalScreen[Path | None]):
    """Shows the Markdown and asks where to; the answer is the file that was written, if any.

    The ending of the file's name says what it is written as; Markdown where it says nothing.
    """

    DEFAULT_CSS = """
    ExportScreen { align: center middle; background: $background 60%; }
    ExportScreen > Vertical { width: 94%; max-width: 130; height: 90%; background: $surface; border: round $primary; }
    ExportScreen Input { background: $panel; padding: 0 1; margin: 0 1 1 1; }
    ExportScreen VerticalScroll { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    ExportScreen Static { width: auto; }
    ExportScreen DetailLine { height: 2; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(
            "ctrl+y", "copy", "Only copy", tooltip=f"Copy the text to the clipboard, {CLIPBOARD}", id="export.copy"
        ),
        Binding("escape", "leave", "Back", tooltip="Take nothing away", id="export.leave"),
    ]

    def __init__(self, document: "Document", suggested: Path) -> None:
        super().__init__()
        self.document = document
        self.text = to_markdown(document)
        self.suggested = suggested

    def compose(self) -> "ComposeResult":
        with Vertical() as box:
            box.border_title = "Write as Markdown to (or .html .tex .csv .json .txt)"
            yield FileName(str(self.suggested), select_on_focus=False, compact=True)
            with VerticalScroll(can_focus=False):
                yield Static()
            yield DetailLine()
            yield KeyLine()

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Input))
        self.query_one(DetailLine).text = f"{plural(len(self.text.splitlines()), 'line')}; copied {CLIPBOARD}"

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_text)

    def _show_text(self) -> None:
        """Show the text, sentences wrapped to the room that there is; tables and code stay as they are."""
        width = self.query_one(VerticalScroll).size.width - 1  # the scrollbar's, whether it is there yet or not
        self.query_one(Static).update(Content(literal_lines(wrapped(self.text, width))))

    @on(Input.Submitted)
    def write_as_named(self) -> None:
        """Write the file that the line names."""
        name = self.query_one(Input).value.strip()
        try:
            path = Path(name).expanduser()
            usable = bool(name) and not path.is_dir()
        except (OSError, RuntimeError, ValueError) as error:
            self._complain(f"{name} cannot be written: {getattr(error, 'strerror', None) or error}")
            return
        if not usable:
            self._complain(f"{name!r} is no file name; type one that ends in .md" if name else "type a file's name")
            return
        form = ENDINGS.get(path.suffix.lower()) if path.suffix else "markdown"
        if form is None:
            self._complain(f"{name}: {path.suffix} cannot be written; the name may end in {', '.join(ENDINGS)}")
            return
        files = files_of(self.document, path, form)
        if taken := [str(one) for one in files if one.exists()]:
            question = f"{', '.join(taken)} is there already. Replace it?"

            def answer(yes: bool | None) -> None:  # noqa: FBT001 - Textual hands a modal's answer in by place
                if yes:
                    self._write(path, files)

            self.app.push_screen(Ask(question, "What it holds will be gone."), answer)
        else:
            self._write(path, files)

    def action_copy(self) -> None:
        self._tell_and_copy("")
        self.dismiss(None)

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_scroll(self, pages: int) -> None:
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=pages * max(1, scroll.size.height - 1), animate=False)

    def _write(self, path: Path, files: "Mapping[Path, str]") -> None:
        try:
            write_files(files)
        except (OSError, ValueError) as error:
            self._complain(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}")
            return
        self._tell_and_copy(f"{path} is written; ")
        self.dismiss(path)

    def _tell_and_copy(self, done: str) -> None:
        if fits(self.text):
            self.app.copy_to_clipboard(self.text)
            self.notify(f"{done}copied to the clipboard")
        else:
            self.notify(f"{done}too long for a terminal's clipboard", severity="warning")

    def _complain(self, problem: str) -> None:
        detail = self.query_one(DetailLine)
        detail.text = problem
        detail.add_class("-problem")
