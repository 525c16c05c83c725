"""News held back for a slow connection: of each run the newest, told together every two seconds."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.row import Row

EVERY = 2.0
"""Seconds between two times that news reach the screen where it is to be calm."""

BEHIND = 0.05
"""Seconds after which it is looked again whether the terminal has taken what was sent to it."""


class News(NamedTuple):
    """What has come: all rows there are, if runs have come or gone, and those that have moved on since."""

    everything: "Sequence[Row] | None"
    moved: "list[Row]"


class Held:
    """Keeps what is new until it is taken."""

    def __init__(self) -> None:
        self._everything: Sequence[Row] | None = None
        self._moved: dict[str, Row] = {}

    def rows(self, rows: "Sequence[Row]") -> None:
        """Keep all rows, which say more than those that came one by one before."""
        self._everything, self._moved = rows, {}

    def runs(self, rows: "Iterable[Row]") -> None:
        """Keep runs that have moved on; what was known of them is forgotten."""
        for row in rows:
            self._moved.pop(row.id, None)
            self._moved[row.id] = row

    def take(self) -> News:
        """Return what was kept, and keep nothing of it."""
        news = News(self._everything, list(self._moved.values()))
        self.__init__()  # type: ignore[misc]  # empty again, as it began
        return news


class Turns:
    """Says when news may go out: once the terminal has taken all, and was left alone for as long as that took.

    So half of a slow connection is free for what keys ask for.
    """

    def __init__(self) -> None:
        self._behind_since: float | None = None
        self._rest_until = 0.0

    def may_tell(self, now: float, *, behind: bool) -> bool:
        """Say whether news may go out; `behind` is a terminal that has not taken everything yet."""
        if behind:
            self._behind_since = now if self._behind_since is None else self._behind_since
            return False
        if self._behind_since is not None:
            self._rest_until, self._behind_since = 2 * now - self._behind_since, None
        return now >= self._rest_until


def pace(app: object, seconds: float) -> float:
    """Return how often something on screen may be renewed: as often as it likes, unless the app is to be calm."""
    return max(seconds, EVERY) if getattr(app, "calm", False) else seconds
