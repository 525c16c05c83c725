"""Waiting that the end of a process cuts short, so that nobody has to look again and again."""

import os
import select
from contextlib import suppress


class Ends:
    """Processes whose end wakes one up. Where the system has no descriptors for processes, one sleeps the time out."""

    def __init__(self) -> None:
        self._poll = select.poll()
        self._watched: set[int] = set()

    def watch(self, pid: int) -> None:
        """Let the end of a process, of ours or not yet waited for, cut waiting short, once."""
        with suppress(OSError, AttributeError):
            descriptor = os.pidfd_open(pid)
            self._poll.register(descriptor, select.POLLIN)
            self._watched.add(descriptor)

    def wait(self, seconds: float) -> None:
        """Wait for so long, or until one of the processes has ended."""
        for descriptor, _ in self._poll.poll(seconds * 1000):
            self._forget(descriptor)

    def close(self) -> None:
        """Watch nothing any more."""
        for descriptor in list(self._watched):
            self._forget(descriptor)

    def _forget(self, descriptor: int) -> None:
        self._poll.unregister(descriptor)
        self._watched.discard(descriptor)
        os.close(descriptor)
