"""Following runs to their end."""

import time
from collections.abc import Callable, Sequence

from store.run import Run
from store.status import Status
from tui.following.news import Follower
from tui.following.tellers import Teller

TICK = 0.2
"""Seconds between two looks."""
CARE = 5.0
"""Seconds between two looks whether the runs are being done at all."""


def follow(runs: Sequence[Run], teller: Teller, care: Callable[[], None]) -> dict[str, Status]:
    """Tell of runs until all are over, and return how each ended; `care` is called now and then while some are not."""
    follower, ends = Follower(runs), dict[str, Status]()
    cared = time.monotonic()
    with teller:
        while follower.open:
            for news in follower.news():
                teller.tell(news)
                if news.kind == "over":
                    ends[news.run.id] = news.standing.status
            if follower.open:
                if time.monotonic() - cared > CARE:
                    cared = time.monotonic()
                    care()
                time.sleep(TICK)
    return ends
