"""Where a run's program comes from."""

import subprocess
from pathlib import Path

import pytest

from trainer.launch import provenance
from trainer.launch.gpus import Driver
from trainer.launch.provenance import DRIVER, git_state, versions


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / "a.toml").write_text("lr = 1\n")
    git(folder, "add", "a.toml")
    git(folder, "commit", "-q", "-m", "one")
    return folder


def test_the_commit_and_what_was_changed_since_are_told(tree: Path) -> None:
    (tree / "a.toml").write_text("lr = 2\n")
    found = git_state(tree)
    assert found is not None
    assert found["commit"] == git(tree, "rev-parse", "HEAD").strip()
    assert "-lr = 1\n+lr = 2\n" in found["diff"]
    assert not found["cut"]


def test_a_clean_tree_has_no_diff(tree: Path) -> None:
    assert (git_state(tree) or {})["diff"] == ""


def test_a_long_diff_is_cut_and_says_so(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "LONGEST_DIFF", 10)
    (tree / "a.toml").write_text("lr = 2\n")
    found = git_state(tree)
    assert found is not None
    assert (len(found["diff"]), found["cut"]) == (10, True)


def test_programs_that_the_tree_names_are_not_run(tree: Path) -> None:
    for name in ("diff.external", "core.fsmonitor"):
        git(tree, "config", name, f"touch {tree}/ran; true")
    (tree / "a.toml").write_text("lr = 2\n")
    assert "+lr = 2" in (git_state(tree) or {})["diff"]
    assert not (tree / "ran").exists()


def test_outside_of_a_work_tree_and_without_git_there_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert git_state(tmp_path) is None
    monkeypatch.setenv("PATH", "")
    assert git_state(tmp_path) is None


def test_versions_are_those_of_what_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    assert versions().keys() >= {"python", "backslide", "torch"}
    monkeypatch.setattr(provenance, "find_gpus", Driver)
    assert DRIVER not in versions()
    monkeypatch.setattr(provenance, "find_gpus", lambda: Driver("550.54.15"))
    assert versions()[DRIVER] == "550.54.15"
