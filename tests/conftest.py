"""What holds for every test: nobody's settings bear on it, and it leaves nothing in a person's home."""

import gc
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

FIRST = (
    "tests/end_to_end",
    "tests/tui/test_every_screen.py",
    "tests/trainer/regularizers/test_contract.py",
    "tests/trainer/launch",
    "tests/tasks",
    "tests/docs",
    "tests/tui",
)
"""Where the longest tests stand: begun last, they would run on when everything else is done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(
        key=lambda item: next((place for place, one in enumerate(FIRST) if item.nodeid.startswith(one)), len(FIRST))
    )


gc.disable()  # until all is collected: libraries and tests, over a million objects that stay


def pytest_collection_finish() -> None:
    """Let the garbage collector leave out for good what was collected."""
    gc.freeze()
    gc.enable()


def _move_home(home: Path, patch: pytest.MonkeyPatch) -> None:
    """Keep settings and state in a folder; the tour was seen there."""
    patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    patch.setenv("XDG_STATE_HOME", str(home / "state"))
    kept = home / "state" / "backslide"
    kept.mkdir(parents=True)
    (kept / "choices.json").write_text('{"toured": true}')


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that nobody has used; pytest would look through all that are there for each, and these are thousands."""
    place = tmp_path_factory.mktemp("homes")
    return (place / str(number) for number in count())


@pytest.fixture(scope="session", autouse=True)
def home_of_all(homes: Iterator[Path]) -> Iterator[None]:
    """Hold for what is made once for many tests."""
    with pytest.MonkeyPatch.context() as patch:
        _move_home(next(homes), patch)
        yield


@pytest.fixture(autouse=True)
def home_of_its_own(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold for each test by itself."""
    _move_home(next(homes), monkeypatch)
