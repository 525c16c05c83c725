"""Home: what runs, waits and has ended since the last look, the machine, and the goals, on one screen."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.message import Message

from tui.home.lines import ENDED, GOALS, RUNNING, HomeLine, Section, lay_out
from tui.home.machine import UNMEASURED, Devices
from tui.home.sections import Overview, overview
from tui.home.turns import Turns
from tui.screens.control import RunControl
from tui.screens.looking import Looks
from tui.statuses import tally
from tui.widgets.detail import DetailLine
from tui.widgets.hometable import HomeTable
from tui.widgets.keyline import KeyLine
from tui.widgets.runtable import describe
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Self

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from store.row import Row
    from store.store import Store
    from trainer.launch.meters import Machine
    from tui.home.since import LastLook
    from tui.listing.lines import Line

SAMPLED = 2.0
"""Seconds between two looks at the machine, while the screen is in front."""
AGED = 10.0
"""Seconds between two looks at the clock."""
NO_LINE = "put the cursor on a run"


class HomeScreen(RunControl):
    """Tells in one look what has happened; whoever leaves it has seen all that has ended so far."""

    KEYS_TITLE = "At home"
    BINDINGS: ClassVar[list["BindingType"]] = [
        Binding("enter", "open", "Open", tooltip="Open the run, or list what the line is about", id="home.open"),
        Binding("d", "diff", "Diff", tooltip="Compare this line with its baseline", id="home.diff"),
        Binding("s", "about_runs('stop')", "Stop", tooltip="Stop this run, after asking", id="home.stop"),
        Binding("r", "about_runs('resume')", "Resume", tooltip="Let it go on where it stands", id="home.resume"),
        Binding("p", "about_runs('pause')", "Pause", tooltip="Hold this run back, or let it go on", id="home.pause"),
        Binding("R", "about_runs('retry')", "Retry", tooltip="Do it anew, after asking", id="home.retry", show=False),
        Binding("x", "about_runs('remove')", "Remove", tooltip="Move this run to the trash", id="home.remove"),
        Binding("tab", "section(1)", "Next section", tooltip="Go to the next section", id="home.next", show=False),
        Binding(
            "shift+tab", "section(-1)", "Section before", tooltip="Go to the section before", id="home.prev", show=False
        ),
    ]

    class Measured(Message):
        """The machine was looked at."""

        def __init__(self, machine: "Machine") -> None:
            super().__init__()
            self.machine = machine

    def __init__(self, store: "Store", rows: "Iterable[Row]", last: "LastLook") -> None:
        super().__init__()
        self.store, self._last = store, last
        self._look = last.look
        self._rows = {row.id: row for row in rows}
        self._found: Overview | None = None
        self._turns = Turns(store.root)
        self._devices, self._machine = Devices(store.root), UNMEASURED
        self._looks = Looks(self, self._look_over, self._take, partial(self.tell, severity="error"))
        self._measuring = self._left = False

    @classmethod
    def opened_on(cls, store: "Store", _names: "Sequence[str]") -> "Self":
        """Return Home for who only looks at it: all that is new stays so."""
        from tui.home.since import LastLook

        return cls(store, store.rows(), LastLook(store.root, keeps=False))

    def compose(self) -> "ComposeResult":
        yield TitleLine()
        yield HomeTable()
        yield DetailLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(TitleLine).place = f"{self.store.root} ▸ home"
        self.set_interval(SAMPLED, self._measure)
        self.set_interval(AGED, self._age)
        self._show()
        self.look()
        self._measure()

    def on_unmount(self) -> None:
        self.leave()

    def leave(self) -> None:
        """Note, once, that all was seen that stands here."""
        if not self._left:
            self._left = True
            self._last.take(self._rows.values())

    def action_back(self) -> None:
        self.leave()
        self.dismiss()

    @property
    def table(self) -> HomeTable:
        """The lines on screen."""
        return self.query_one(HomeTable)

    def run_changed(self, row: "Row") -> None:
        before = self._rows.get(row.id)
        self._rows[row.id] = row
        if before is None or before.status != row.status or before.reason != row.reason:
            self.look()
            return
        for line in self._lines():
            line.put(row)
        self.table.rows_changed([line.key for line in self.table.rows if row in line.rows])

    def rows_changed(self, rows: "Sequence[Row]") -> None:
        self._rows = {row.id: row for row in rows}
        self.look()

    def look(self) -> None:
        """Work the sections out anew."""
        self._looks.look()

    def _look_over(self) -> "Callable[[], Overview]":
        rows = list(self._rows.values())
        return lambda: overview(rows, self._look, self._turns, self._last.clock())

    def _take(self, found: Overview) -> None:
        first, self._found = self._found is None, found
        self._show()
        if first:
            self.table.cursor = next((place for place, line in enumerate(self.table.rows) if line.rows), 1)

    def _measure(self) -> None:
        if self.app.screen is self and not self._measuring:
            self._measuring = True
            self._look_at_machine()

    @work(thread=True, group="machine")
    def _look_at_machine(self) -> None:
        from trainer.launch.meters import read_machine

        self.post_message(self.Measured(read_machine(first=self._machine is UNMEASURED)))

    def on_home_screen_measured(self, message: Measured) -> None:
        self._measuring = False
        before = [line.key for line in self._machine.lines]
        self._machine = self._devices.section(message.machine, self._rows)
        if before != [line.key for line in self._machine.lines]:
            self._show()
        else:
            self._renew({line.key: line for line in self._machine.lines})

    def _renew(self, lines: "dict[str, HomeLine]") -> None:
        """Put lines in the places of those of the same keys, without a move of anything else."""
        shown = self.table.rows
        self.table.rows = [lines.get(line.key, line) for line in shown]
        self.table.rows_changed(lines)
        if self.table.current_key in lines:
            self._show_detail()

    def _age(self) -> None:
        table = self.table
        table.now = self._last.clock()
        if self._found:
            table.say(self._found.said(table.now))
        table.rows_changed([line.key for line in table.rows if line.section in {RUNNING, ENDED}])

    def _show(self) -> None:
        """Lay all out anew in the room that there is."""
        table = self.table
        table.now = self._last.clock()
        with self.app.batch_update():
            table.say(self._found.said(table.now) if self._found else "reading…")
            table.show_rows(lay_out(self._sections(), max(1, table.size.height - 1)))
            self.query_one(TitleLine).summary = tally(row.status for row in self._rows.values())
            self._show_detail()

    def _sections(self) -> "list[Section]":
        """Return the sections in their order: the devices stand before the goals."""
        found = [*self._found.sections] if self._found else []
        place = next((place for place, one in enumerate(found) if one.name == GOALS), len(found))
        return [*found[:place], self._machine, *found[place:]]

    def _lines(self) -> "list[HomeLine]":
        return [line for section in self._found.sections for line in section.lines] if self._found else []

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    @on(HomeTable.Moved)
    def _show_detail(self) -> None:
        self.query_one(DetailLine).text = self.explanation()[1]

    def explanation(self) -> tuple[str, str]:
        line = self.table.current
        if line is None or line.key.startswith(("heading/", "gap/")):
            return "", ""
        return "", describe(line.line) if line.line else line.text

    def chosen_rows(self) -> "list[Row]":
        return self.table.current.rows if self.table.current else []

    def _chosen_line(self) -> "Line | None":
        line = self.table.current.line if self.table.current else None
        if line is None:
            self.tell(NO_LINE, severity="warning")
        return line

    def action_about_runs(self, action: str) -> None:
        if self._chosen_line():
            getattr(self, f"action_{action}")()

    def action_diff(self) -> None:
        if line := self._chosen_line():
            self.open_diff([line], self._rows.values())

    def action_section(self, by: int) -> None:
        """Go to the first line of the next section that has any, or of the one before; round and round."""
        rows, table = self.table.rows, self.table
        firsts = [place + 1 for place, line in enumerate(rows) if line.kind == "heading"][::by]
        if firsts:
            first = next((place for place in firsts if (place - table.cursor) * by > 0), firsts[0])
            table.cursor = first - 1  # brings the heading into sight, too
            table.cursor = first

    @on(HomeTable.Opened)
    def action_open(self) -> None:
        line = self.table.current
        if line is not None and line.kind == "run":
            self._open_run(line.rows[0].id)
        elif line is not None and line.filter:
            self.call_later(partial(self._list, line.filter))
        else:
            self.tell(NO_LINE, severity="warning")

    def _open_run(self, id_: str) -> None:
        from tui.screens.run import RunScreen

        with self.errors_told():
            self.app.push_screen(RunScreen(self.store, self.store.run(id_)))

    async def _list(self, text: str) -> None:
        """Go back to the list of runs, and show there only those that a filter lets through."""
        from tui.screens.runs import RunsScreen
        from tui.widgets.filterline import FilterLine

        self.leave()
        while len(self.app.screen_stack) > 1 and not isinstance(self.app.screen, RunsScreen):
            self.app.pop_screen()
        runs = self.app.screen
        if isinstance(runs, RunsScreen):
            await runs.action_filter()
            runs.query_one(FilterLine).value = text
            runs.set_focus(runs.table)
