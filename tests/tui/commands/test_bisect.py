"""Bisections by the command: a real queue and real processes, over stand-ins that obey a law of what settings cost."""

import json
from pathlib import Path

import pytest

from store.store import Store
from tests.support.experiments import QUICK
from tests.trainer.launch.scene import use_stand_ins, wait_until
from tests.trainer.launch.stand_in import LAW
from trainer.launch.dispatcher import is_alive
from tui.commands import main

REST = """
training = {batch_size = 64}
regularizers = {dropout = {rate = 0.3}, mixup = true, label_smoothing = true}
[variants.same]
note = "differs in nothing"
"""
FILE = f"seeds = 2\n{QUICK}{REST}"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_stand_ins(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "why.toml"
    path.write_text(FILE)
    return path


def bisect(monkeypatch: pytest.MonkeyPatch, law: dict[str, float], *words: str) -> int:
    monkeypatch.setenv(LAW, json.dumps(law))
    assert main(["run", "why.toml"]) == 0
    code = main(["bisect", "why/tuned", *words])
    wait_until(lambda: not is_alive(Path("runs")))
    return code


def test_the_guilty_setting_is_found_and_held_against_the_test_set(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bisect(monkeypatch, {"regularizers.dropout": 0.2}) == 0
    out = capsys.readouterr().out
    assert "dropout does it." in out
    assert "Held against test accuracy over fresh seeds: confirmed" in out
    assert "~baseline+dropout" in {row.variant for row in Store(Path("runs")).rows()}


def test_settings_that_only_do_it_together_are_named_together(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    law = {"regularizers.mixup&optimizer.lr=0.1": 0.3}
    assert bisect(monkeypatch, law, "--format", "json") == 0
    found = json.loads(capsys.readouterr().out.partition("\n{")[2].join(["{", ""]))
    assert [row["key"] for row in found["guilty"]["rows"]] == ["optimizer.lr", "regularizers.mixup"]


def test_what_is_no_worse_blames_nobody(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bisect(monkeypatch, {}) == 0
    assert "tuned is not worse than baseline beyond chance" in capsys.readouterr().out


def test_a_mixture_that_fails_is_told_and_the_search_goes_round_it(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    law = {"regularizers.dropout": 0.2, "optimizer.lr=0.1&!regularizers.mixup": float("inf")}
    assert bisect(monkeypatch, law) == 0
    out = capsys.readouterr().out
    assert "cannot be had" in out
    assert "dropout does it." in out


def test_asked_again_it_trains_nothing_anew(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bisect(monkeypatch, {"optimizer.lr=0.1": 0.2}) == 0
    first = capsys.readouterr().out
    runs = {row.id for row in Store(Path("runs")).rows()}
    assert main(["bisect", "why/tuned"]) == 0
    again = capsys.readouterr().out
    assert "\ntraining " not in f"\n{again}"
    assert again.partition("Guilty")[2] == first.partition("Guilty")[2]
    assert {row.id for row in Store(Path("runs")).rows()} == runs


UNASKABLE = {
    "why/nobody": "nobody",
    "why": "a variant is expected, as in decline/tuned",
    "why/tuned --metric val.acuracy": "did you mean 'val.accuracy'",
    "why/tuned --metric epochs": "neither more nor less is better",
    "why/same": "does not differ from why/baseline in any setting",
    "why/tuned --against none": "none",
}


def test_what_cannot_be_asked_gets_one_sentence(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(LAW, "{}")
    assert main(["run", "why.toml"]) == 0
    capsys.readouterr()
    for words, told in UNASKABLE.items():
        assert main(["bisect", *words.split()]) == 2
        error = capsys.readouterr().err
        assert told in error
        assert len(error.splitlines()) == 1
