"""Each test has its own machine's worth of claims, and children that take milliseconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.store import Store
from tests.trainer.launch.planned import FILE
from tests.trainer.launch.scene import use_stand_ins, wait_until
from trainer.launch.dispatcher import is_alive


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_stand_ins(monkeypatch, tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "runs")
    yield store
    wait_until(lambda: not is_alive(store.root))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of an experiment, which queueing is tried on."""
    path = tmp_path / "why.toml"
    path.write_text(FILE)
    return path
