"""What every screen of the app has in common: it hears of changes, tells errors as notifications, and goes back."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.binding import Binding
from textual.screen import Screen

from store.errors import StoreError, sentence
from tui.actions.done import Lasting
from tui.screens.leaving import LeftOnce
from tui.widgets.detail import DetailLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.binding import BindingType

    from store.row import Row

ResultT = TypeVar("ResultT")


class BackslideScreen(LeftOnce, Screen[ResultT]):
    """A screen between a `TitleLine` and a `KeyLine`; the app tells every open one what has changed in the store."""

    AUTO_FOCUS = "LineTable"
    KEYS_TITLE: ClassVar[str] = "On this screen"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("escape", "back", "Back", tooltip="Go back to the screen before this one", id="screen.back"),
        Binding(
            "i", "explain", "Explain", tooltip="Read all that is said of this row", id="screen.explain", show=False
        ),
    ]

    def on_compose(self) -> None:
        """Take the classes of this size first: Textual would give them later, and style everything twice."""
        width, height = self.app.size
        for breakpoints, cells in ((self.HORIZONTAL_BREAKPOINTS, width), (self.VERTICAL_BREAKPOINTS, height)):
            reached = [name for least, name in breakpoints or () if cells >= least]
            self.add_class(*reached[-1:])

    def runs_changed(self, rows: "Sequence[Row]") -> None:
        """Take in that these runs have moved on."""
        for row in rows:
            self.run_changed(row)

    def run_changed(self, row: "Row") -> None:
        """Take in that one run has moved on."""

    def rows_changed(self, rows: "Sequence[Row]") -> None:
        """Take in that runs have come or gone; `rows` are all there are."""

    @property
    def waits(self) -> bool:
        """Whether a part of what is on screen is still to come from another process."""
        return False

    def action_back(self) -> None:
        if self.is_current:
            self.dismiss()

    def bookmark(self) -> tuple[str, ...]:
        """Return what leads here again when the app is opened again; nothing for screens that are only passed."""
        return ()

    def explanation(self) -> tuple[str, str]:
        """Return a heading, and all that there is to say about the row under the cursor; or two times nothing."""
        return "", "\n".join(detail.text for detail in self.query(DetailLine))

    def names_to_copy(self) -> "Sequence[tuple[str, str, str]]":
        """Return what the row under the cursor is called: a key that copies it, what it is, and the name itself."""
        return ()

    def action_explain(self) -> None:
        about, text = self.explanation()
        if text:
            from tui.screens.explain import Explain

            self.app.push_screen(Explain(about, text))

    @contextmanager
    def errors_told(self, *kinds: type[Exception]) -> "Iterator[None]":
        """Turn errors that a person can mend (the store's, the system's, and `kinds`) into a notification."""
        mendable: tuple[type[Exception], ...] = (StoreError, OSError, *kinds)
        try:
            yield
        except mendable as error:
            self.tell(sentence(error), severity="error")

    def tell(self, text: object, **options: Any) -> None:
        """Notify, showing the text literally."""
        self.notify(str(text), **options)

    def tell_done(self, text: str, *, lasting: bool) -> None:
        """Notify of what was done; if something was, the key that undoes does not take it back."""
        self.tell(text)
        if lasting:
            self.app.post_message(Lasting(text))

    def ask(self, question: str, text: str, do: "Callable[[], object]") -> None:
        """Do something once the person has agreed to it."""
        from tui.screens.ask import Ask

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual hands the answer in by place
            if yes:
                do()

        self.app.push_screen(Ask(question, text), answered)
