"""Remedies by the command: a real queue and real processes, over stand-ins that obey a law of what settings cost."""

import json
import re
from pathlib import Path

import pytest

from store.store import Store
from tests.support.experiments import QUICK
from tests.trainer.launch.scene import use_stand_ins, wait_until
from tests.trainer.launch.stand_in import LAW
from trainer.launch.dispatcher import is_alive
from tui.commands import main

FILE = f"seeds = 3\n{QUICK}regularizers = {{dropout = {{rate = 0.9}}, mixup = true}}\n"
UNDERFITTING = ("remedies", "why/tuned", "--kind", "underfitting")


@pytest.fixture
def trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    use_stand_ins(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(LAW, json.dumps({"regularizers.dropout": 0.2, "optimizer.lr=1.0": 0.1}))
    (tmp_path / "why.toml").write_text(FILE)
    assert main(["run", "why.toml"]) == 0
    capsys.readouterr()
    return tmp_path


def variants() -> set[str]:
    return {row.variant for row in Store(Path("runs")).rows()}


def test_proposals_are_listed_and_nothing_is_trained(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*UNDERFITTING, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    rows = {row["key"]: row for row in found["remedies"]["rows"]}
    assert list(rows)[:3] == ["higher_lr", "more_epochs", "no_dropout"]
    assert rows["no_dropout"]["values"]["change"] == {"regularizers.dropout": "off"}
    assert variants() == {"baseline", "tuned"}


def test_what_wins_on_validation_is_called_a_remedy_only_after_fresh_seeds(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*UNDERFITTING, "--try", "4"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"no_dropout \(~tuned\+no_dropout-\w{6}\) is a remedy: on fresh seeds it wins 0\.\d+ test", out)
    assert "Held against test accuracy over fresh seeds: confirmed" in out
    tried = out.partition("Tried, judged by val accuracy")[2].partition("Held against")[0]
    assert "~tuned+higher_lr" in tried
    assert "worse" in tried
    fresh = {row.variant.rpartition("-")[0] or row.variant for row in Store(Path("runs")).rows() if row.seed > 1000}
    assert fresh == {"baseline", "tuned", "~tuned+no_dropout"}
    wait_until(lambda: not is_alive(Path("runs")))


def test_what_was_tried_and_confirmed_is_told_again_without_training(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*UNDERFITTING, "--try", "4"]) == 0
    tried = capsys.readouterr().out.partition("Tried, judged by val accuracy")[2]
    known = {row.id for row in Store(Path("runs")).rows()}
    assert main([*UNDERFITTING]) == 0
    assert capsys.readouterr().out.partition("Tried, judged by val accuracy")[2] == tried
    assert {row.id for row in Store(Path("runs")).rows()} == known


def test_where_nothing_helps_nothing_is_called_a_remedy(
    trained: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*UNDERFITTING, "--try", "1"]) == 1
    assert "Nothing that was tried has more val accuracy." in capsys.readouterr().out


def test_strengths_are_searched_and_what_the_store_has_is_not_trained_again(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("optuna")
    words = ("remedies", "why/tuned", "--kind", "divergence", "--search", "3")
    main([*words])
    first = capsys.readouterr().out
    assert "searched" in first
    known = {row.id for row in Store(Path("runs")).rows()}
    main([*words])
    assert {row.id for row in Store(Path("runs")).rows()} == known
    assert capsys.readouterr().out.partition("Tried")[2] == first.partition("Tried")[2]


UNASKABLE = {
    "why/tuned --kind underfiting": "is not one of 'divergence'",
    "why/nobody": "nobody",
    "why/tuned --kind noise --search 3": "none of the remedies of tuned has a strength to be searched",
}


def test_what_cannot_be_asked_gets_one_sentence(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, told in UNASKABLE.items():
        assert main(["remedies", *words.split()]) == 2
        assert told in capsys.readouterr().err
