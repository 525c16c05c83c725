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


def follow(runs: Sequence[Run], teller: Teller, care: Callable[[], str]) -> dict[str, Status]:
    """Tell of runs until all are over, and return how each ended.

    `care` is called now and then; what it returns is why runs wait, which is told while none is under way.
    """
    follower, ends, told = Follower(runs), dict[str, Status](), ""
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
                    reason = care()
                    if reason not in {"", told} and not follower.any_under_way:
                        told = reason
                        teller.remark(reason)
                time.sleep(TICK)
    return ends
