"""What holds for every test: nobody's settings bear on it, and it leaves nothing in a person's home."""

from collections.abc import Iterator
from pathlib import Path

import pytest


def _move_home(home: Path, patch: pytest.MonkeyPatch) -> None:
    """Keep settings and state in a folder; the tour was seen there."""
    patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    patch.setenv("XDG_STATE_HOME", str(home / "state"))
    kept = home / "state" / "backslide"
    kept.mkdir(parents=True)
    (kept / "choices.json").write_text('{"toured": true}')


@pytest.fixture(scope="session", autouse=True)
def home_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hold for what is made once for many tests."""
    with pytest.MonkeyPatch.context() as patch:
        _move_home(tmp_path_factory.mktemp("home"), patch)
        yield


@pytest.fixture(autouse=True)
def home_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold for each test by itself."""
    _move_home(tmp_path_factory.mktemp("home"), monkeypatch)
