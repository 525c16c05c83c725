import json
from pathlib import Path
from typing import Any

import pytest

from store.status import Status
from tests.support.stores import add_run, make_config, make_store
from tui.commands import main


def shown(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["show", "--store", str(root), "--format", "json", *words]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def values(table: dict[str, Any], column: str = "value") -> dict[str, Any]:
    return {row["key"]: row["values"].get(column) for row in table["rows"]}


def test_a_run_is_shown_with_what_it_sets_its_figures_and_its_warnings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = make_store(tmp_path, 2)
    document = shown(tmp_path, capsys, "decline/tuned/0")
    about = values(document["run"])
    assert (about["status"], about["epochs"]) == ("finished", "5 of 5")
    assert about["goal"] == "test.accuracy >= 0.9: missed"
    assert about["id"] == store.rows()[1].id
    assert values(document["settings"])["optimizer.lr"] == 0.003
    assert values(document["settings"], "default")["optimizer.lr"] == 0.001
    figures = values(document["figures"], "best weights")
    assert figures["test.accuracy"] == store.find("decline/tuned/0").history().measured["best"]["test.accuracy"]
    assert values(document["figures"], "start")["test.accuracy"] == 0.1
    assert figures["speed.images_per_second"] == 2100.0
    assert values(document["effective"]) == {"dropout.layers": 1, "weight_decay.decayed": 6}
    assert "underfits" in values(document["warnings"])["regularizers.dropout.rate"]


def test_only_what_differs_from_the_defaults_is_shown_unless_all_is_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_store(tmp_path, 1)
    some = values(shown(tmp_path, capsys, "decline/baseline/0")["settings"])
    every = values(shown(tmp_path, capsys, "decline/baseline/0", "--all")["settings"])
    assert "optimizer.beta1" not in some
    assert every["optimizer.beta1"] == 0.9
    assert some["regularizers.mixup.alpha"] == 0.2  # its default, but a method that is on is a choice
    assert some.items() <= every.items()


def test_settings_of_components_that_are_not_known_here_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = make_config()
    config["network"] = {"name": "their_own", "layers": 9}
    config["regularizers"] = {"theirs": {}}
    run = add_run(tmp_path, config=config)
    settings = values(shown(tmp_path, capsys, run.id)["settings"])
    assert settings["network.layers"] == 9
    assert "regularizers.theirs" in settings


def test_a_failed_run_says_why_and_shows_its_newest_epoch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_store(tmp_path, 1, statuses=(Status.FAILED,))
    assert main(["show", "--store", str(tmp_path), "decline/baseline/0"]) == 0
    out = capsys.readouterr().out
    assert "failed: the loss is no longer finite; lower optimizer.lr or clip gradients" in out
    assert "newest epoch" in out


def test_large_figures_are_told_as_people_tell_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = add_run(tmp_path, config=make_config() | {"regularizers": {}})
    with (run.folder / "events.jsonl").open("a") as file:
        file.write('{"t": 1.8e9, "kind": "speed", "images_per_second": 13290.4, "peak_memory": 524288000}\n')
    assert main(["show", "--store", str(tmp_path), run.id]) == 0
    out = capsys.readouterr().out
    assert "13,290" in out
    assert "500 MiB" in out
    assert "\nregularizers" not in out


def test_a_run_that_has_not_begun_is_shown_without_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = add_run(tmp_path, status=Status.QUEUED)
    document = shown(tmp_path, capsys, run.id)
    assert "figures" not in document
    assert values(document["run"])["status"] == "queued"


@pytest.mark.parametrize(
    ("name", "message"),
    [("decline/tunde/0", "did you mean 'decline/tuned/0'?"), ("../x", "no run is called"), ("decline/tuned", "group")],
)
def test_a_name_of_no_run_is_answered_with_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, message: str
) -> None:
    make_store(tmp_path, 4)
    assert main(["show", "--store", str(tmp_path), name]) == 2
    assert message in capsys.readouterr().err


def test_a_damaged_run_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = add_run(tmp_path)
    (run.folder / "config.json").write_text("{")
    assert main(["show", "--store", str(tmp_path), run.id]) == 2
    assert "config.json: line 1: this is no JSON" in capsys.readouterr().err
