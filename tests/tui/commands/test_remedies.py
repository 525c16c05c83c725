"""Remedies by the command: a real queue and real processes, over stand-ins that obey a law of what settings cost."""

import json
import re
import shutil
from contextlib import redirect_stdout
from io import StringIO
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


def begin(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Stand in a folder, on a machine of its own where the law holds."""
    use_stand_ins(patch, folder)
    patch.chdir(folder)
    patch.setenv(LAW, json.dumps({"regularizers.dropout": 0.2, "optimizer.lr=1.0": 0.1}))


def told(*words: str) -> str:
    """Return what a command that succeeds says; it leaves no dispatcher behind."""
    with redirect_stdout(StringIO()) as out:
        assert main([*words]) == 0
    wait_until(lambda: not is_alive(Path("runs")))
    return out.getvalue()


@pytest.fixture(scope="module")
def experiment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An experiment whose runs are done."""
    folder = tmp_path_factory.mktemp("trained")
    (folder / "why.toml").write_text(FILE)
    with pytest.MonkeyPatch.context() as patch:
        begin(patch, folder)
        told("run", "why.toml")
    return folder


@pytest.fixture
def trained(experiment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of it for a test of its own."""
    shutil.copytree(experiment, tmp_path, dirs_exist_ok=True)
    begin(monkeypatch, tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def tried(experiment: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return where four remedies were tried, and what was told of them."""
    folder = tmp_path_factory.mktemp("tried")
    shutil.copytree(experiment, folder, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        begin(patch, folder)
        return folder, told(*UNDERFITTING, "--try", "4")


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
    tried: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = tried
    monkeypatch.chdir(folder)
    assert re.search(r"no_dropout \(~tuned\+no_dropout-\w{6}\) is a remedy: on fresh seeds it wins 0\.\d+ test", out)
    assert "Held against test accuracy over fresh seeds: confirmed" in out
    judged = out.partition("Tried, judged by val accuracy")[2].partition("Held against")[0]
    assert "~tuned+higher_lr" in judged
    assert "worse" in judged
    fresh = {row.variant.rpartition("-")[0] or row.variant for row in Store(Path("runs")).rows() if row.seed > 1000}
    assert fresh == {"baseline", "tuned", "~tuned+no_dropout"}


def test_what_was_tried_and_confirmed_is_told_again_without_training(
    tried: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = tried
    begin(monkeypatch, folder)
    known = {row.id for row in Store(Path("runs")).rows()}
    assert (
        told(*UNDERFITTING).partition("Tried, judged by val accuracy")[2]
        == out.partition("Tried, judged by val accuracy")[2]
    )
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
    for words, said in UNASKABLE.items():
        assert main(["remedies", *words.split()]) == 2
        assert said in capsys.readouterr().err
