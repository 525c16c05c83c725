"""The folders of a person, and the files in one of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import StoreError
from tui.keeping import folder
from tui.keeping.folder import read_kept, settings_folder, state_folder, writing


@pytest.mark.parametrize(
    ("variable", "found", "at_home"),
    [("XDG_CONFIG_HOME", settings_folder, ".config"), ("XDG_STATE_HOME", state_folder, ".local/state")],
)
def test_each_lies_where_the_environment_says_and_without_a_word_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, found: Callable[[], Path], at_home: str
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "there"))
    assert found() == tmp_path / "there/backslide"
    monkeypatch.setenv("HOME", str(tmp_path))
    for named in ("", "relative"):
        monkeypatch.setenv(variable, named)
        assert found() == tmp_path / at_home / "backslide"


@pytest.mark.parametrize("damage", [None, "{", "[]"])
def test_a_file_that_is_not_there_or_damaged_is_an_empty_table(damage: str | None) -> None:
    if damage is not None:
        with writing("some.json") as file:
            file.write_text(damage)
    assert read_kept("some.json") == {}


def test_one_app_at_a_time_writes_a_file_that_nobody_else_may_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(folder, "PATIENCE", 0.01)
    with writing("some.json"), pytest.raises(StoreError, match="held this lock"), writing("some.json"):
        pass
    assert state_folder().stat().st_mode & 0o077 == 0
