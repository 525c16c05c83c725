"""What is new of runs that are followed; the files are looked at, and nothing is written."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from store.history import History
from store.run import STATE, Run
from store.status import ALIVE, Standing

LONGEST_LOOK_AWAY = 5.0
"""Seconds after which a run that waits is looked at though nothing points to a change."""


@dataclass(frozen=True)
class News:
    """One run has begun, has gone on, or is over."""

    kind: Literal["begun", "epoch", "progress", "over"]
    run: Run
    standing: Standing
    history: History


@dataclass
class Followed:
    """A run that is not over, and what was told of it."""

    run: Run
    begun: bool = False
    epoch: int = 0
    seen: tuple[int, int] = (0, 0)
    looked: float = 0.0


class Follower:
    """Looks at runs until all are over. Runs that wait cost one `stat` a look."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.open = {run.id: Followed(run) for run in runs}
        self._one_is_over = False

    @property
    def any_under_way(self) -> bool:
        """Whether one of them has begun and is not over."""
        return any(followed.begun for followed in self.open.values())

    def news(self) -> Iterator[News]:
        """Yield what has happened since the last look, run by run."""
        look_at_all, self._one_is_over = self._one_is_over, False
        for followed in list(self.open.values()):
            if followed.begun or look_at_all or _may_have_changed(followed):
                yield from self._look(followed)

    def _look(self, followed: Followed) -> Iterator[News]:
        run, followed.looked = followed.run, time.monotonic()
        standing, history = run.standing(), run.history()
        if not followed.begun and (standing.status in ALIVE or history.started):
            followed.begun = True
            yield News("begun", run, standing, history)
        if history.epoch != followed.epoch:
            followed.epoch = history.epoch
            yield News("epoch", run, standing, history)
        if standing.status.ended:
            self._one_is_over = True
            del self.open[run.id]
            yield News("over", run, standing, history)
        elif followed.begun:
            yield News("progress", run, standing, history)


def _may_have_changed(followed: Followed) -> bool:
    try:
        file = (followed.run.folder / STATE).stat()
    except FileNotFoundError:
        return True
    before, followed.seen = followed.seen, (file.st_ino, file.st_mtime_ns)
    return before != followed.seen or time.monotonic() - followed.looked > LONGEST_LOOK_AWAY
