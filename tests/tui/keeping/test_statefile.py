"""What is kept for a person, beside the stores."""

from pathlib import Path

import pytest

from tui.keeping import statefile
from tui.keeping.folder import state_folder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def test_what_was_written_of_a_store_is_read_again_by_whatever_path_leads_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "link").symlink_to("runs")
    statefile.write(tmp_path / "runs", sort="test", marks=["a"])
    monkeypatch.chdir(tmp_path)
    for path in (Path("runs"), Path("link"), tmp_path / "runs"):
        assert statefile.read(path) == {"sort": "test", "marks": ["a"]}
    assert statefile.read(tmp_path) == {}


def test_a_change_leaves_the_rest_and_none_takes_away(tmp_path: Path) -> None:
    statefile.write(tmp_path / "other", sort="name")
    statefile.write(tmp_path, sort="test", looked=3.5)
    statefile.write(tmp_path, sort=None, screen="home")
    assert statefile.read(tmp_path) == {"looked": 3.5, "screen": "home"}
    assert statefile.read(tmp_path / "other") == {"sort": "name"}


@pytest.mark.parametrize("damage", ["no json", "[]", '{"STORE": 3}'])
def test_a_damaged_file_is_begun_anew(damage: str, tmp_path: Path) -> None:
    statefile.write(tmp_path, sort="test")
    (state_folder() / statefile.FILE).write_text(damage.replace("STORE", str(tmp_path)))
    assert statefile.read(tmp_path) == {}
    statefile.write(tmp_path, sort="name")
    assert statefile.read(tmp_path) == {"sort": "name"}


def test_where_nothing_can_be_written_nothing_happens(folder: Path, tmp_path: Path) -> None:
    folder.write_text("in its place")
    statefile.write(tmp_path, sort="test")
    assert statefile.read(tmp_path) == {}


def test_stores_that_were_not_opened_for_long_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statefile, "MOST", 2)
    for name in ("a", "b", "a", "c"):
        statefile.write(tmp_path / name, sort=name)
    assert [statefile.read(tmp_path / name) for name in "abc"] == [{"sort": "a"}, {}, {"sort": "c"}]
