"""What can be taken back, the last first."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

MOST = 100
"""Steps that are remembered."""


class Step(NamedTuple):
    """Something that was done: what is said once it is taken back, and what takes it back."""

    undone: str
    undo: Callable[[], Awaitable[object] | object]
    in_thread: bool = False
    """Whether taking it back changes files, which is done in a thread."""
    is_possible: Callable[[], bool] = lambda: True
    """Whether it still means anything: what was done on a screen does not, once that is closed."""


def nothing() -> None:
    """Take back nothing: what was done stays."""


class Undo:
    """A stack of steps; the oldest are forgotten."""

    def __init__(self) -> None:
        self._steps: deque[Step] = deque(maxlen=MOST)

    def push(self, step: Step) -> None:
        """Remember a step that was done."""
        self._steps.append(step)

    def pop(self) -> Step | None:
        """Return the last step that can be taken back, and forget it; None where nothing is left."""
        while self._steps:
            step = self._steps.pop()
            if step.is_possible():
                return step
        return None
