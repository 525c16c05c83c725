"""What screens of a diagnosis have in common: they say what the store knows of a question about two variants.

Nothing is kept of an answer but its runs, so it is worked out anew, in a thread, whenever one of them changes.
"""

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from trainer.settings.problems import PlanError
from tui.literal import literal
from tui.screens.control import RunControl
from tui.screens.looking import Looks
from tui.widgets.detail import DetailLine
from tui.widgets.keyline import KeyLine
from tui.widgets.table import LineTable
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

    from textual.app import ComposeResult

    from store.row import Row
    from store.store import Store
    from trainer.diagnose.asked import Asked

FoundT = TypeVar("FoundT")


class DiagnosisScreen(RunControl, Generic[FoundT]):
    """A few lines that say where it stands, a table, and what is to be said of the row under the cursor."""

    DEFAULT_CSS = """
    DiagnosisScreen {
        & #state { height: auto; max-height: 5; padding: 0 1; }
        & DetailLine { height: 3; }
    }
    """
    QUESTION = ""
    """What is asked about the two variants, for the title."""

    def __init__(self, store: "Store", asked: "Asked") -> None:
        super().__init__()
        self.store, self.asked = store, asked
        self.seen: FoundT | None = None
        self.looks = Looks(self, lambda: self.find, self._take, self._complain, PlanError)
        self._known: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def opened_on(cls, store: "Store", names: "Sequence[str]") -> "Self":
        """Return what is asked about a variant that got worse, named last, after its baseline if that is another."""
        from trainer.diagnose.asked import asked_about

        *against, tuned = names
        asked = asked_about(store, tuned, *against)
        store.find_groups([tuned, f"{asked.experiment}/{asked.baseline}"])
        return cls(store, asked)

    def make_table(self) -> "LineTable[Any]":
        """Return the table, whose rows say what they are about."""
        raise NotImplementedError

    def find(self) -> FoundT:
        """Work out what the store knows; in a thread. Raises `StoreError` or `PlanError` where it cannot be asked."""
        raise NotImplementedError

    def show(self, found: FoundT) -> None:
        """Show what was found."""
        raise NotImplementedError

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield Static(id="state")
        yield self.make_table()
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(TitleLine).place = f"{self.QUESTION}: {self.asked.about}"
        self.query_one(DetailLine).text = "reading…"
        self.look()

    def rows_changed(self, rows: "Sequence[Row]") -> None:
        known = frozenset((row.id, str(row.status)) for row in rows if row.experiment == self.asked.experiment)
        if known != self._known:
            self._known = known
            self.look()

    def run_changed(self, row: "Row") -> None:
        if row.experiment == self.asked.experiment and row.status.ended:
            self.look()

    def look(self) -> None:
        """Look what the store knows by now."""
        self.looks.look()

    def _take(self, found: FoundT) -> None:
        self.seen = found
        self.renew()

    def _complain(self, problem: str) -> None:
        self.say([problem])
        self.query_one(DetailLine).text = ""

    def renew(self) -> None:
        """Show what is known, all at once."""
        if self.seen is not None:
            with self.app.batch_update():
                self.show(self.seen)
                self._explain()
            self.refresh_bindings()

    def say(self, lines: "Iterable[str]") -> None:
        """Show where it stands."""
        self.query_one("#state", Static).update(Content("\n".join(map(literal, lines))))

    @on(LineTable.Moved)
    def _explain(self) -> None:
        about, text = self.explanation()
        self.query_one(DetailLine).text = f"{about}: {text}" if about else text

    def explanation(self) -> tuple[str, str]:
        row = self.query_one(LineTable).current
        return (row.about, row.text) if row else ("", "")
