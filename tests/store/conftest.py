"""A run whose processes a test makes up."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.files import hold
from store.run import LOCK, Run
from store.status import Status
from tests.support.stores import add_run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return add_run(tmp_path, status=Status.QUEUED)


@pytest.fixture
def held(run: Run) -> Iterator[None]:
    descriptor = hold(run.folder / LOCK)
    yield
    os.close(descriptor)
