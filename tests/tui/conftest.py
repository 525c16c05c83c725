"""What many tests of the app begin with."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.store import Store
from tests.support.stores import MIXED, make_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store at `runs` of the working folder, so that pictures of it are alike everywhere."""
    monkeypatch.chdir(tmp_path)
    return make_store(Path("runs"), 8, epochs=6, statuses=MIXED)


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hold for tests that show the time of day."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
