"""The experiment files of the working folder, to choose one."""

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from tui.formats import plural
from tui.screens.leaving import LeftOnce
from tui.widgets.columns import Cell, Column
from tui.widgets.detail import DetailLine
from tui.widgets.keyline import KeyLine
from tui.widgets.table import LineTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.launching.files import Brief

COLUMNS = (
    Column("file", "File", 26, whole=True),
    Column("runs", "Runs", 5, "right"),
    Column("title", "Title, or the first mistake", 30, most=120),
)

LOOKING = "looking for experiment files here and in ./experiments…"
NONE = "no experiment file lies here or in ./experiments; an experiment is a TOML file with variants"


class FileTable(LineTable["Brief"]):
    """Experiment files with what they hold, broken ones with what is wrong."""

    def __init__(self, folder: "Path") -> None:
        super().__init__(COLUMNS)
        self.folder = folder

    def row_key(self, row: "Brief") -> str:
        return str(row.file)

    def cells(self, row: "Brief") -> "Sequence[Cell]":
        name = str(row.file.relative_to(self.folder))
        if row.problem:
            return [Cell(name, "bad"), Cell("–", "dim"), Cell(row.problem, "bad")]
        return [Cell(name, "strong"), Cell(str(row.runs)), Cell(row.title)]


class PickFile(LeftOnce, ModalScreen["Path | None"]):
    """Asks which experiment file is meant."""

    DEFAULT_CSS = """
    PickFile { align: center middle; background: $background 60%; }
    PickFile > Vertical {
        width: 96%; max-width: 130; height: 80%; max-height: 30; background: $surface; border: round $primary;
    }
    PickFile DetailLine { height: 3; }
    """
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "pick", "Choose", tooltip="Take this experiment file", id="files.pick"),
        Binding("escape", "leave", "Back", tooltip="Launch nothing", id="files.leave"),
    ]

    class Found(Message):
        """The files have been read."""

        def __init__(self, briefs: "list[Brief]") -> None:
            super().__init__()
            self.briefs = briefs

    def __init__(self, folder: "Path") -> None:
        super().__init__()
        self.folder = folder
        self._is_looking = True

    def compose(self) -> "ComposeResult":
        with Vertical() as box:
            box.border_title = "Which experiment?"
            yield FileTable(self.folder)
            yield DetailLine()
            yield KeyLine()

    def on_mount(self) -> None:
        self.explain()
        self._look()

    @work(thread=True, exclusive=True, group="files")
    def _look(self) -> None:
        from tui.launching.files import brief, experiment_files

        self.post_message(self.Found([brief(file) for file in experiment_files(self.folder)]))

    def on_pick_file_found(self, event: Found) -> None:
        self._is_looking = False
        self.query_one(FileTable).show_rows(event.briefs)
        self.explain()

    @on(LineTable.Moved)
    def explain(self) -> None:
        current, detail = self.query_one(FileTable).current, self.query_one(DetailLine)
        detail.set_class(bool(current and current.problem), "-problem")
        detail.text = LOOKING if self._is_looking else NONE if current is None else _told(current)

    @on(LineTable.Opened)
    def action_pick(self) -> None:
        current = self.query_one(FileTable).current
        if current is not None:
            self.dismiss(current.file)

    def action_leave(self) -> None:
        self.dismiss(None)


def _told(brief: "Brief") -> str:
    return brief.problem or f"{plural(brief.variants, 'variant')}, {plural(brief.runs, 'run')}: {brief.title}"
