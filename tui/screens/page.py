"""A page: a document that is read from the store in a thread, and can be taken away. It may have several views."""

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding
from textual.message import Message

from store.errors import StoreError, sentence
from tui.actions.exporting import file_name
from tui.screens.parts import Part
from tui.widgets.keyline import KeyLine
from tui.widgets.paper import Paper
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.compare.table import Document
    from store.store import Store


class PageScreen(Part):
    """Shows what a subclass reads of groups, by their names; with several views it binds `next_view`."""

    AUTO_FOCUS = "Paper"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("e", "export", "Export", tooltip="Take this away as Markdown", id="page.export"),
    ]
    NAME: ClassVar[str]
    """What the page is called, in its title and in the names of files."""
    VIEWS: ClassVar[tuple[str, ...]] = ("",)

    class Read(Message):
        """A view has been read; without a document, `problem` says why."""

        def __init__(self, view: str, document: "Document | None", problem: str = "") -> None:
            super().__init__()
            self.view, self.document, self.problem = view, document, problem

    def __init__(self, store: "Store", names: "Sequence[str]") -> None:
        super().__init__()
        self.store, self.names = store, tuple(names)
        self.view = self.VIEWS[0]
        self.document: Document | None = None

    @classmethod
    def opened_on(cls, store: "Store", names: "Sequence[str]") -> "Self":
        """Return the page of a baseline and the groups that are named after it."""
        store.find_groups(names)
        return cls(store, names)

    @abstractmethod
    def read(self, store: "Store", view: str) -> "Document":
        """Return a view of the page; called in a thread, with a store of its own."""

    def place(self) -> str:
        """Return what the page is about, at the left of the title."""
        return f"{self.NAME}: {self.names[0]} against {', '.join(self.names[1:])}"

    def summary(self) -> str:
        """Return what is said of the view at the right of the title."""
        return self.view

    def mendable(self) -> tuple[type[Exception], ...]:
        """Return the errors of `read` that are told, beside the store's and the system's."""
        return ()

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield self.make_tabs()
        yield Paper()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(TitleLine).place = self.place()
        self._look()

    def _look(self) -> None:
        self.document = None
        self.query_one(TitleLine).summary = self.summary()
        self.query_one(Paper).clear()
        self._read(self.view)

    @work(thread=True, exclusive=True, group="page")
    def _read(self, view: str) -> None:
        from store.store import Store

        told: tuple[type[Exception], ...] = (StoreError, OSError, *self.mendable())
        try:
            self.post_message(self.Read(view, self.read(Store(self.store.root), view)))
        except told as error:
            self.post_message(self.Read(view, None, sentence(error)))

    def on_page_screen_read(self, event: Read) -> None:
        if event.view != self.view:
            return
        if event.document is None:
            self.tell(event.problem, severity="error")
            return
        self.document = event.document
        self.query_one(Paper).show(event.document)

    def action_next_view(self) -> None:
        self.view = self.VIEWS[(self.VIEWS.index(self.view) + 1) % len(self.VIEWS)]
        self._look()

    def action_export(self) -> None:
        if self.document is None:
            return
        from tui.screens.export import ExportScreen

        self.app.push_screen(ExportScreen(self.document, Path(file_name(self.NAME, *self.names[1:], self.view))))
