"""What holds for every test."""

import pytest


@pytest.fixture(autouse=True)
def home_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's settings bear on a test, and no test leaves anything in a person's home; the tour was seen there."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    kept = home / "state" / "backslide"
    kept.mkdir(parents=True)
    (kept / "choices.json").write_text('{"toured": true}')
