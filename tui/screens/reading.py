"""The first opening of a long run: its events are read a piece at a time, and its end is there meanwhile."""

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from store.compare.curves.model import Chart
from store.errors import StoreError, sentence
from tui.run.firstlook import FirstLook, first_look, reading
from tui.run.view import damaged_head
from tui.screens.base import BackslideScreen
from tui.widgets.detail import DetailLine
from tui.widgets.epochtable import EpochTable
from tui.widgets.plot import Plot
from tui.widgets.runhead import RunHead
from tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.run import Run

LITTLE = 0.1
"""Share of the events after whose reading the rest is there before anybody could look at a part of it."""
PAUSE = 0.2
"""Seconds between two words of how far the reading is."""


class RunReading(BackslideScreen[None]):
    """A screen of a run that may be long."""

    class Reading(Message):
        """A part of the events has been read."""

        def __init__(self, look: FirstLook, share: float) -> None:
            super().__init__()
            self.look, self.share = look, share

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RunReading.Reading)

    class Loaded(Message):
        """The run's events, however many, have been read."""

    class Damaged(Message):
        """What the run's files hold cannot be shown."""

        def __init__(self, problem: str) -> None:
            super().__init__()
            self.problem = problem

    _run: "Run"

    @work(thread=True, exclusive=True, group="load")
    def load(self) -> None:
        """Read a run that may be long, and tell how far that is, for as long as somebody waits for it."""
        worker, look, told = get_current_worker(), None, 0.0
        with self.damage_told():
            for share in self._run.reading():
                if worker.is_cancelled:
                    return
                now = time.monotonic()
                if (look or share < LITTLE) and now >= told + PAUSE:
                    look, told = look or first_look(self._run), now
                    self.post_message(self.Reading(look, share))
            self._run.keep_events()
            self.post_message(self.Loaded())

    @contextmanager
    def damage_told(self) -> "Iterator[None]":
        """Say at the top of the screen whatever is wrong with the run's files."""
        try:
            yield
        except (StoreError, OSError) as error:
            self.post_message(self.Damaged(sentence(error)))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.post_message(self.Damaged(f"{self._run.id}: {type(error).__name__}: {error}"))

    async def open_pane(self) -> None:
        """Make what is shown below the head."""
        raise NotImplementedError

    async def on_run_reading_damaged(self, message: Damaged) -> None:
        title = self.query_one(TitleLine)
        title.place = title.place or self._run.id
        self.query_one(RunHead).show(damaged_head(message.problem))
        self.query_one(DetailLine).text = message.problem
        await self.open_pane()

    async def on_run_reading_reading(self, message: Reading) -> None:
        await self.open_pane()
        look = message.look
        title = self.query_one(TitleLine)
        title.place, title.summary = self._run.name, self._run.id
        self.query_one(RunHead).show(look.head(message.share))
        for table in self.query(EpochTable):
            if not table.rows:
                table.show_epochs(look.newest.epochs, look.best)
        for plot in self.query(Plot):
            plot.show(Chart(notes=(reading(message.share),)))
