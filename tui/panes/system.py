"""What a run takes of its machine: how fast it is, memory, its GPU, its time."""

from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from store.errors import StoreError
from tui.actions.exporting import table_of
from tui.pace import Pace
from tui.panes.base import Pane
from tui.run.system import COLUMNS, Facts, Samples, process_of, system_rows
from tui.screens.curve_control import CURVE_ACTIONS
from tui.widgets.celltable import CellTable
from tui.widgets.plot import Plot

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from store.compare.curves.model import CurveView
    from store.compare.table import Table
    from store.run import Run
    from trainer.launch.runmeters import RunMeter
    from tui.run.view import View

SAMPLED = 2.0
"""Seconds between two looks at the machine, while this pane is on screen."""
PLOT_ROOM = 6
"""Lines that the plot gets at least."""


class SystemPane(Pane):
    """Figures, with a course of what was seen since this pane came on screen, over the curve of images a second."""

    NAME, TOOLTIP = "System", "Show speed, memory, and its GPU"
    DEFAULT_CSS = "SystemPane > CellTable { height: 8; }"

    class Measured(Message):
        """The run was looked at."""

        def __init__(self, meter: "RunMeter") -> None:
            super().__init__()
            self.meter = meter

    def __init__(self, run: "Run") -> None:
        super().__init__(run)
        self._pace, self._samples = Pace(), Samples()
        self._facts: Facts | None = None
        self._view: View | None = None
        self._measuring = False

    def compose(self) -> "ComposeResult":
        yield CellTable(COLUMNS, id="system")
        yield Plot("Images per second", id="pace")

    def on_mount(self) -> None:
        self.set_interval(SAMPLED, self._measure)

    def follow(self, view: "View") -> None:
        try:
            self._facts = Facts(self.run.state(), self.run.exit())
        except (StoreError, OSError):
            return
        self._view = view
        self._pace.catch_up(view.history)
        self._renew()
        if self._samples.newest is None:
            self._measure()

    def draw(self, view: "View", seen: "CurveView") -> None:
        self._pace.catch_up(view.history)
        self.query_one(Plot).show(self._pace.chart(seen))

    def _renew(self) -> None:
        if self._view and self._facts:
            rows = system_rows(self._view, self._pace, self._samples, self._facts)
            table = self.query_one(CellTable)
            table.show_rows(rows)
            room = max(4, self.size.height - PLOT_ROOM) if self.size.height else len(rows) + 1
            table.styles.height = min(len(rows) + 1, room)

    def on_resize(self) -> None:
        self._renew()

    def _measure(self) -> None:
        """Look at the run's processes, unless nobody would see it or there are none here."""
        shown = self.display and self.app.screen is self.screen
        if not (shown and self._view and self._facts) or self._measuring:
            return
        pid = process_of(self._view, self._facts)
        if pid is not None:
            self._measuring = True
            self._look(pid, self._facts.device)

    @work(thread=True, group="system")
    def _look(self, pid: int, device: str) -> None:
        from trainer.launch.runmeters import read_run

        self.post_message(self.Measured(read_run(pid, device)))

    def on_system_pane_measured(self, message: Measured) -> None:
        self._measuring = False
        self._samples.take(message.meter)
        self._renew()

    def offers(self, action: str) -> bool:
        return action in CURVE_ACTIONS

    def tables(self) -> "list[Table]":
        return [table_of(self.query_one(CellTable), "System", name="system")]
