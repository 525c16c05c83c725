"""The first opening of a long run: its events are read a piece at a time, and its end is there meanwhile."""

import time
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import get_current_worker

from store.compare.curves.model import Chart
from tui.firstlook import FirstLook, first_look, reading
from tui.screens.base import BackslideScreen
from tui.widgets.epochtable import EpochTable
from tui.widgets.plot import Plot
from tui.widgets.runhead import RunHead
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from store.run import Run

LITTLE = 0.1
"""Share of the events after whose reading the rest is there before anybody could look at a part of it."""
PAUSE = 0.2
"""Seconds between two words of how far the reading is."""


class RunReading(BackslideScreen[None]):
    """A screen of a run that may be long."""

    class Reading(Message):
        """A part of the events has been read."""

        def __init__(self, run: "Run", look: FirstLook, share: float) -> None:
            super().__init__()
            self.run, self.look, self.share = run, look, share

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RunReading.Reading)

    def read_events(self, run: "Run") -> bool:
        """Read all events of a run, in a thread, and tell how far that is; say whether somebody still waits for it."""
        worker, look, told = get_current_worker(), None, 0.0
        for share in run.reading():
            if worker.is_cancelled:
                return False
            now = time.monotonic()
            if (look or share < LITTLE) and now >= told + PAUSE:
                look, told = look or first_look(run), now
                self.post_message(self.Reading(run, look, share))
        run.keep_events()
        return not worker.is_cancelled

    def on_run_reading_reading(self, message: Reading) -> None:
        look = message.look
        title, table = self.query_one(TitleLine), self.query_one(EpochTable)
        title.place, title.summary = message.run.name, message.run.id
        self.query_one(RunHead).show(look.head(message.share))
        if not table.rows:
            table.show_epochs(look.newest.epochs, look.best)
        for plot in self.query(Plot):
            plot.show(Chart(notes=(reading(message.share),)))
