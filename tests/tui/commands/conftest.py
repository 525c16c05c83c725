"""Commands of a process of their own are begun as from a person's shell."""

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let an interrupt end what a test starts, which would ignore it where the tests themselves are to ignore it.

    A shell starts what it puts into the background so.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
