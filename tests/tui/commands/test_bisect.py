"""Bisections by the command, over stand-ins that obey a law of what settings cost.

Two tests have a real queue and real processes; in the others runs are over as soon as they are waited for.
"""

import json
import os
import signal
from pathlib import Path

import pytest

from store.store import Store
from tests.support.rendered import odd_markdown
from tests.trainer.diagnose.lawful import FILE, FILE_OF_TWO, measured_store, wait
from tests.trainer.launch.scene import use_stand_ins, wait_until
from trainer.diagnose.asked import Asked
from trainer.diagnose.errand import errand_of
from trainer.launch.dispatcher import is_alive
from tui.commands import main
from tui.commands.bisect import Called

ASKED = Asked("why", "baseline", "tuned")
ERRAND = errand_of(Path("runs"), ASKED)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_stand_ins(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs be over as soon as they are waited for."""
    monkeypatch.setattr(Called, "wait", lambda self, runs, why: wait(runs, why))


def bisect(monkeypatch: pytest.MonkeyPatch, law: dict[str, float], *words: str, file: str = FILE) -> int:
    measured_store(Path(), monkeypatch, law, file)
    return main(["bisect", "why/tuned", *words])


def runs_of(store: Store) -> list[tuple[str, int]]:
    return sorted((row.variant, row.seed) for row in store.rows())


def test_a_search_in_the_background_is_killed_and_goes_on_and_then_nothing_is_trained_anew(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bisect(monkeypatch, {"regularizers.dropout": 0.2}, "--detach", file=FILE_OF_TWO) == 0
    store = Store(Path("runs"))
    told = capsys.readouterr().out
    assert f"prints into {ERRAND.console}, and `backslide bisect why/tuned --against=baseline --stop` stops it" in told
    wait_until(lambda: any(row.variant.startswith("~") for row in store.rows()))
    assert main(["bisect", "why/tuned"]) == 2
    assert f"why/tuned against baseline: process {ERRAND.about()['pid']} is at it already" in capsys.readouterr().err
    os.kill(ERRAND.about()["pid"], signal.SIGKILL)
    wait_until(lambda: not ERRAND.is_under_way())
    assert main(["bisect", "why/tuned", "--detach"]) == 0
    wait_until(lambda: "Guilty" in ERRAND.console.read_text() and not ERRAND.is_under_way())
    out = ERRAND.console.read_text()
    assert "dropout does it." in out
    assert "Held against test accuracy over fresh seeds: confirmed" in out
    wait_until(lambda: not is_alive(store.root))
    known = runs_of(store)
    assert len(set(known)) == len(known), "no run is done twice"
    capsys.readouterr()
    assert main(["bisect", "why/tuned"]) == 0
    again = capsys.readouterr().out
    assert "\ntraining " not in f"\n{again}"
    assert again.partition("Guilty")[2] == out.partition("Guilty")[2]
    assert runs_of(store) == known


def test_changes_are_put_back_one_at_a_time_and_ranked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    law = {"regularizers.dropout": 0.2, "optimizer.lr=0.1": 0.05}
    assert bisect(monkeypatch, law, "--method", "put-back", file=FILE_OF_TWO) == 0
    out = capsys.readouterr().out
    wait_until(lambda: not is_alive(Path("runs")))
    assert "training 6 runs of 4 mixtures" in out
    table = out.partition("Put back alone")[2].splitlines()
    first, second, whole = (" ".join(line.split()) for line in table[2:5])
    assert first.startswith("dropout off rate 0.3")
    assert "better" in first
    assert second.startswith("optimizer.lr 0.001 0.1 ")
    assert "100%" in whole


@pytest.mark.usefixtures("at_once")
def test_settings_that_only_do_it_together_are_named_together(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    law = {"regularizers.mixup&optimizer.lr=0.1": 0.3}
    assert bisect(monkeypatch, law, "--format", "json") == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert [row["key"] for row in found["guilty"]["rows"]] == ["optimizer.lr", "regularizers.mixup"]
    assert "is there a decline? yes" in captured.err


@pytest.mark.usefixtures("at_once")
def test_what_is_no_worse_blames_nobody(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert bisect(monkeypatch, {}) == 0
    assert "tuned is not worse than baseline beyond chance" in capsys.readouterr().out


@pytest.mark.usefixtures("at_once")
def test_a_mixture_that_fails_is_told_and_the_search_goes_round_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    law = {"regularizers.dropout": 0.2, "optimizer.lr=0.1&!regularizers.mixup": float("inf")}
    assert bisect(monkeypatch, law) == 0
    out = capsys.readouterr().out
    assert "cannot be had" in out
    assert "dropout does it." in out


@pytest.mark.usefixtures("at_once")
def test_a_change_that_cannot_be_put_back_alone_is_told_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    law = {"regularizers.dropout": 0.2, "optimizer.lr=0.1&!regularizers.mixup": float("inf")}
    assert bisect(monkeypatch, law, "--method=put-back", "--seeds=4", "--format=json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["put_back"]["rows"][0]["key"] == "regularizers.dropout"
    assert found["put_back"]["rows"][0]["values"]["recovered"]["n"] == 4
    (refused,) = found["refused"]["rows"]
    assert refused["key"] == "regularizers.mixup"
    assert "failed: the loss is not finite" in refused["values"]["why"]


@pytest.mark.usefixtures("at_once")
def test_each_change_gets_its_share_of_the_decline_in_every_format(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    law = {"regularizers.dropout&optimizer.lr=0.1": 0.3}
    assert bisect(monkeypatch, law, "--method=shapley", "--format=json", file=FILE_OF_TWO) == 0
    found = json.loads(capsys.readouterr().out)
    *shares, whole = [row["values"] for row in found["shares"]["rows"]]
    assert sum(row["lost"]["mean"] for row in shares) == pytest.approx(whole["lost"]["mean"])
    assert [row["share"] for row in shares] == pytest.approx([0.5, 0.5], abs=0.05)
    assert all(row["lost"]["half"] for row in shares)
    asked = ["bisect", "why/tuned", "--method=shapley"]
    assert main([*asked, "--format=markdown"]) == 0
    assert not odd_markdown(capsys.readouterr().out)
    assert main([*asked, "--format=csv"]) == 0
    assert "regularizers.dropout,off,0.3,head," in capsys.readouterr().out
    assert main([*asked, "--most-runs=10"]) == 0
    assert "Sampled Shapley values: 3 orders" in capsys.readouterr().out


@pytest.mark.usefixtures("at_once")
def test_without_every_mixture_no_share_is_made_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    law = {"regularizers.dropout&!optimizer.lr=0.1": float("inf")}
    assert bisect(monkeypatch, law, "--method=shapley", file=FILE_OF_TWO) == 1
    out = capsys.readouterr().out
    assert "cannot be computed: they need mixtures of the changes that cannot be had" in out
    assert "baseline+dropout" in out.partition("Cannot be had")[2]
    assert "Shares of the decline" not in out


UNASKABLE = {
    "why/nobody": "nobody",
    "why": "a variant is expected, as in decline/tuned",
    "why/tuned --metric val.acuracy": "did you mean 'val.accuracy'",
    "why/tuned --metric epochs": "neither more nor less is better",
    "why/same": "does not differ from why/baseline in any setting",
    "why/tuned --against none": "none",
    "why/tuned --method guess": "guess",
    "why/tuned --method put-back --most-runs 20": "with 3 seeds takes 21 runs",
    "why/tuned --method shapley --most-runs 12": "take 18 at least",
    "why/tuned --stop": "nobody is at it",
}


def test_what_cannot_be_asked_gets_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measured_store(Path(), monkeypatch, {})
    for words, told in UNASKABLE.items():
        assert main(["bisect", *words.split()]) == 2
        error = capsys.readouterr().err
        assert told in error
        assert len(error.splitlines()) == 1


def test_a_search_in_the_background_is_stopped_by_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STAND_IN_SECONDS", "60")
    assert bisect(monkeypatch, {"regularizers.dropout": 0.2}, "--detach") == 0
    wait_until(lambda: any(row.seed == 3 for row in Store(Path("runs")).rows()))
    assert main(["bisect", "why/tuned", "--stop"]) == 0
    assert "the search of why/tuned against baseline has stopped" in capsys.readouterr().out
    assert not ERRAND.is_under_way()
    assert "the same command goes on" in ERRAND.console.read_text()
    assert main(["stop", "why"]) == 0
    wait_until(lambda: not is_alive(Path("runs")))
