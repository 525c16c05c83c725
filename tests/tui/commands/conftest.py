"""Commands of a process of their own are begun as from a person's shell."""

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def made_up_runs_stay_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at a store of made-up runs does not have them trained; `tests.tui.test_reviving` sees that it would."""
    for command in ("list", "show"):
        monkeypatch.setattr(f"tui.commands.{command}.revive", lambda store, rows: None)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let an interrupt end what a test starts, which would ignore it where the tests themselves are to ignore it.

    A shell starts what it puts into the background so.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
