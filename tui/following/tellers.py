"""Who tells the news: plain lines for a pipe, progress bars for a terminal."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, Self

from store.compare.text import columns_of, cut
from store.status import WENT_WRONG, Status
from tui.following import wording
from tui.literal import literal

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

    from store.run import Run
    from tui.following.news import News

EPOCH_PAUSE = 3.0
"""Seconds between two lines about epochs of one run, at least."""
WIDE = 100
"""Columns of a terminal from which on there is room for long bars."""
BESIDE_THE_BAR = len("100/100 0:00:00 00:00") + 3
"""Columns that stand beside a bar, its name and its figures, with the gaps between all."""
LONGEST_NAME = 60
"""Columns that names take at most where lines are to be read down, and in front of a bar."""


class Teller(Protocol):
    """Tells a person what happens to runs, between entering and leaving it."""

    def tell(self, news: "News") -> None:
        """Tell one thing."""

    def remark(self, text: str) -> None:
        """Say something that is not about one run."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(self, *_: object) -> None:
        """Leave the terminal as it was."""


class PlainTeller:
    """A line for each thing that is worth one; nothing is ever overwritten."""

    def __init__(self, say: Callable[[str], None], runs: "Sequence[Run]") -> None:
        self._say = say
        self._runs, self._width = len(runs), widest(runs)
        self._over = 0
        self._told: dict[str, float] = {}

    def tell(self, news: "News") -> None:
        if news.kind == "begun":
            self._say(wording.begun(news, self._width))
        elif news.kind == "epoch" and self._is_due(news):
            self._say(wording.epoch(news, self._width))
        elif news.kind == "over":
            self._over += 1
            self._say(f"{wording.over(news, self._width)}  ({self._over} of {self._runs})")
            tell_last_words(news, self._say)

    def remark(self, text: str) -> None:
        self._say(text)

    def _is_due(self, news: "News") -> bool:
        now = time.monotonic()
        due = news.standing.status is Status.RUNNING and now - self._told.get(news.run.id, 0.0) >= EPOCH_PAUSE
        if due:
            self._told[news.run.id] = now
        return due

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class BarTeller:
    """A bar for all runs and one for each that is under way; above them a line for each that is over."""

    def __init__(self, console: "Console", runs: "Sequence[Run]") -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        bar = 24 if console.width >= WIDE else 8
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=bar),
            TextColumn("{task.fields[done]}", markup=False),
            TimeElapsedColumn(),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[figures]}", markup=False),
        )
        self._bars = Progress(*columns, console=console, transient=True)
        self._runs, self._width = len(runs), min(widest(runs), max(1, console.width - bar - BESIDE_THE_BAR))
        self._room = console.width - self._width - bar - BESIDE_THE_BAR
        self._all = self._bars.add_task("all runs", total=self._runs, done=f"0/{self._runs}", figures="")
        self._tasks: dict[str, TaskID] = {}
        self._over = 0

    def tell(self, news: "News") -> None:
        if news.kind == "over":
            self._end(news)
        else:
            self._move(news)

    def _move(self, news: "News") -> None:
        epochs, progress = wording.epochs(news.run), news.history.progress
        task = self._tasks.get(news.run.id)
        if task is None:
            name = cut(wording.name(news.run), self._width)
            task = self._bars.add_task(name, total=epochs, done=f"0/{epochs}", figures="")
            self._tasks[news.run.id] = task
        part = progress["step"] / max(progress["steps"], 1) if progress else 0.0
        status = news.standing.status
        told = f"{status} …" if status in (Status.STOPPING, Status.SILENT) else ""
        figures = told or wording.figures(news, self._room)
        done = f"{news.history.epoch}/{epochs}"
        self._bars.update(task, completed=news.history.epoch + part, done=done, figures=figures)

    def _end(self, news: "News") -> None:
        task = self._tasks.pop(news.run.id, None)
        if task is not None:
            self._bars.remove_task(task)
        self._over += 1
        self._bars.update(self._all, completed=self._over, done=f"{self._over}/{self._runs}")
        self._print(wording.over(news, self._width))
        tell_last_words(news, self._print)

    def remark(self, text: str) -> None:
        self._print(text)

    def _print(self, line: str) -> None:
        from rich.text import Text

        self._bars.console.print(Text(literal(line)), highlight=False)  # of a plain str, `:bomb:` would be a picture

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()


def widest(runs: "Sequence[Run]") -> int:
    """Return the width of the longest name, within bounds."""
    return min(max((columns_of(wording.name(run)) for run in runs), default=0), LONGEST_NAME)


def tell_last_words(news: "News", say: Callable[[str], None]) -> None:
    """Show the end of what a run printed that failed, so that its log need not be looked for."""
    if news.standing.status in WENT_WRONG:
        for line in wording.last_words(news.run):
            say(f"    {line}")
