import csv
import io
import json
from pathlib import Path

import pytest

from tests.support.stores import make_store
from tui.commands import main


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("store"), 12).root


def printed(store: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["--store", str(store), "table", *words]) == 0
    return capsys.readouterr().out


def test_each_variant_has_a_row_with_figures_difference_and_goal(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(store, capsys, "decline").splitlines()[5:9]
    assert [line.split()[0] for line in lines] == ["baseline", "tuned", "remedy", "no-mixup"]
    assert "worse" in lines[1]
    assert "0 of 3" in lines[1]
    assert "3 of 3" in lines[0]


def test_an_experiment_is_also_named_by_its_file(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_file = printed(store, capsys, "experiments/decline.toml", "--format", "json")
    assert (
        json.loads(by_file)["results"] == json.loads(printed(store, capsys, "decline", "--format", "json"))["results"]
    )


def test_figures_can_be_chosen(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(store, capsys, "decline", "--metric", "val.loss", "-m", "time.seconds", "--format", "csv")
    records = list(csv.DictReader(io.StringIO(text)))
    assert [record["variant"] for record in records] == ["baseline", "tuned", "remedy", "no-mixup"]
    assert float(records[1]["val.loss.mean"]) > float(records[0]["val.loss.mean"])
    assert float(records[1]["difference.mean"]) > 0
    assert "test.accuracy.mean" not in records[0]
    assert float(records[0]["time.seconds.mean"]) > 0


def test_an_unknown_figure_is_told_with_the_nearest(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", str(store), "table", "decline", "--metric", "test.acuracy"]) == 2
    told = capsys.readouterr().err
    assert told == "--metric: no run of this experiment has a figure 'test.acuracy' (did you mean 'test.accuracy'?)\n"


def test_an_unknown_experiment_is_told_with_the_nearest(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", str(store), "table", "declin"]) == 2
    assert "no run is of an experiment 'declin' (did you mean 'decline'?)" in capsys.readouterr().err


def test_an_empty_store_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", str(tmp_path / "none"), "table", "decline"]) == 2
    assert capsys.readouterr().err.endswith("no run is of an experiment 'decline'; the store is empty\n")
    assert not (tmp_path / "none").exists()
