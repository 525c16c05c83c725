"""Runs come from other trackers and go to them by one command each."""

from pathlib import Path

import pytest

from tests.support.stores import make_store
from tui.commands import main


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_store(tmp_path / "runs", 4)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_was_exported_is_imported_listed_and_compared(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "decline/tuned", "decline/baseline/0", "--to", "csv", "-o", "away.csv"]) == 0
    assert capsys.readouterr().out == "wrote 2 runs to away.csv\n"
    assert main(["import", "away.csv", "--store", "other"]) == 0
    out = capsys.readouterr().out
    assert "away.csv: 2 new runs, 0 renewed, 0 known" in out
    assert "decline/tuned/0" in out
    assert main(["diff", "decline/baseline", "decline/tuned", "--store", "other"]) == 0
    assert "regularization: " in capsys.readouterr().out
    assert main(["import", "away.csv", "--store", "other"]) == 0
    assert "0 new runs, 0 renewed, 2 known" in capsys.readouterr().out


def test_they_may_be_given_to_an_experiment(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.csv").write_text("step,val_loss\n1,0.5\n")
    assert main(["import", "x.csv", "-e", "mine"]) == 0
    assert main(["list", "experiment:mine"]) == 0
    assert "mine/x/0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["import", "none.csv"], "none.csv: there is nothing here"),
        (["import", "runs"], "runs: this is a store of backslide's own"),
        (["import", "x.csv", "--from", "mlfow"], "mlfow"),
        (["export", "decline", "--to", "csv", "-o", "runs"], "runs: is there already"),
        (["export", "decline", "--to", "csv", "-o", "no/such/x.csv"], "no/such/x.csv: it cannot be written"),
        (["export", "decline/tuned/0", "decline/baseline/0", "-o", "x"], "one model goes into one folder"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert main(words) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1
