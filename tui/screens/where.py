"""Where it got worse: classes, confusions and examples of groups beside a baseline's."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding
from textual.message import Message

from store.errors import StoreError, sentence
from store.predictions import SPLITS
from tui.exporting import file_name
from tui.screens.base import BackslideScreen
from tui.widgets.keyline import KeyLine
from tui.widgets.paper import Paper
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.compare.table import Document
    from store.store import Store


class WhereScreen(BackslideScreen[None]):
    """Says which classes and examples of a split groups get wrong that the baseline gets right."""

    AUTO_FOCUS = "Paper"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding(
            "s", "split", "Other examples", tooltip="Look at test, validation, or source examples", id="where.split"
        ),
        Binding("enter", "examples", "Examples", tooltip="Walk through the examples", id="where.examples"),
        Binding("e", "export", "Export", tooltip="Take this away as Markdown", id="where.export"),
    ]

    class Read(Message):
        """The answers of the runs have been read; without a document, `problem` says why."""

        def __init__(self, split: str, document: "Document | None", problem: str = "") -> None:
            super().__init__()
            self.split, self.document, self.problem = split, document, problem

    def __init__(self, store: "Store", baseline: str, tuned: tuple[str, ...]) -> None:
        super().__init__()
        self.store, self.names = store, (baseline, *tuned)
        self.split = SPLITS[0]
        self.document: Document | None = None

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield Paper()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(TitleLine).place = f"where: {self.names[0]} against {', '.join(self.names[1:])}"
        self._look()

    def _look(self) -> None:
        self.document = None
        self.query_one(TitleLine).summary = f"{self.split} examples"
        self.query_one(Paper).clear()
        self._read(self.split)

    @work(thread=True, exclusive=True, group="where")
    def _read(self, split: str) -> None:
        from store.store import Store

        try:
            self.post_message(self.Read(split, _document(Store(self.store.root), self.names, split)))
        except (StoreError, OSError) as error:
            self.post_message(self.Read(split, None, sentence(error)))

    def on_where_screen_read(self, event: Read) -> None:
        if event.split != self.split:
            return
        if event.document is None:
            self.tell(event.problem, severity="error")
            return
        self.document = event.document
        self.query_one(Paper).show(event.document)

    def action_split(self) -> None:
        self.split = SPLITS[(SPLITS.index(self.split) + 1) % len(SPLITS)]
        self._look()

    def action_examples(self) -> None:
        from tui.screens.examples import ExamplesScreen

        baseline, *tuned = self.names
        self.app.push_screen(ExamplesScreen(self.store, baseline, tuple(tuned), self.split))

    def action_export(self) -> None:
        if self.document is None:
            return
        from tui.screens.export import ExportScreen

        self.app.push_screen(ExportScreen(self.document, Path(file_name("where", *self.names[1:], self.split))))


def _document(store: "Store", names: tuple[str, ...], split: str) -> "Document":
    from store.compare.groups import group_asked_for, labels_of
    from store.compare.table import Document
    from store.compare.where import said_of_single_runs, where_it_got_worse

    groups = [group_asked_for(store.find_group(name), name) for name in names]
    labels = labels_of(groups)
    found = where_it_got_worse(store, groups, labels, split)
    title = f"{', '.join(labels[1:])} against {labels[0]}, by class and by example"
    about = said_of_single_runs(store, groups, labels, split)
    return Document(title, found.tables, found.notes, about or (f"By the {split} examples.",))
