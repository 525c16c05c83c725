import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import pytest

from store.status import Status
from tests.support.stores import make_store
from tui.commands import main


def listed(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    assert main(["list", "--store", str(root), "--format", "json", *words]) == 0
    return [row["values"] for row in json.loads(capsys.readouterr().out)["rows"]]


def test_every_run_has_a_line_and_the_statuses_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_store(tmp_path, 6, statuses=(Status.FINISHED, Status.FAILED))
    assert main(["list", "--store", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert out.count("decline/") == 6
    assert "6 runs: 3 finished, 3 failed" in out
    assert "the loss is no longer finite; lower optimizer.lr" in out
    assert "\x1b" not in out


def test_filters_stand_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_store(tmp_path, 8)
    rows = listed(tmp_path, capsys, "variant:tuned", "regularizers.dropout.rate>0.5", "seed:1")
    assert [row["run"] for row in rows] == ["decline/tuned/1"]


def test_filters_are_joined_by_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_store(tmp_path, 8)
    rows = listed(tmp_path, capsys, "(variant:tuned", "or", "variant:remedy)", "not", "seed:0")
    assert [row["run"] for row in rows] == ["decline/tuned/1", "decline/remedy/1"]


@pytest.mark.parametrize("words", [("regularizers.dropuot.rate>0.2",), ("--sort", "regularizers.dropuot.rate")])
def test_a_name_that_nothing_goes_by_is_told_beside_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    make_store(tmp_path, 4)
    assert main(["list", "--store", str(tmp_path), "--format", "json", *words]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["columns"]
    assert told.err.splitlines() == [
        "no run has a setting or a figure 'regularizers.dropuot.rate' (did you mean 'regularizers.dropout.rate'?)"
    ]


@pytest.mark.parametrize("word", ["test.accuracy>0", "regularizers.cutmix:off", "has:mixup", "status:failed"])
def test_a_name_that_is_known_is_not_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], word: str) -> None:
    make_store(tmp_path, 4)
    assert main(["list", "--store", str(tmp_path), word]) == 0
    assert capsys.readouterr().err == ""


def test_json_holds_figures_unrounded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = make_store(tmp_path, 1)
    (row,) = listed(tmp_path, capsys)
    expected = store.rows()[0]
    assert row["test"] == expected.figures["test.accuracy"]
    assert row["best"] == {"val.accuracy": expected.best["val.accuracy"]}
    assert (row["status"], row["epoch"], row["goal"]) == ("finished", 5, True)


@pytest.mark.parametrize(("by", "turned"), [("test.accuracy", False), ("-test.accuracy", True)])
def test_runs_are_sorted_by_a_figure_and_those_without_come_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], by: str, turned: bool
) -> None:
    make_store(tmp_path, 8, statuses=(Status.QUEUED, Status.FINISHED, Status.FINISHED))
    values = [row.get("test") for row in listed(tmp_path, capsys, "--sort", by)]
    known = [value for value in values if isinstance(value, float)]
    assert known == sorted(known, reverse=turned)
    assert values[len(known) :] == [None] * (8 - len(known))
    assert len(known) == 5


def test_runs_are_sorted_by_a_setting_and_by_a_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_store(tmp_path, 4)
    by_rate = [row["run"] for row in listed(tmp_path, capsys, "--sort", "-regularizers.dropout.rate")]
    assert by_rate[0] == "decline/tuned/0"
    names = [row["run"] for row in listed(tmp_path, capsys, "--sort", "variant")]
    assert names == sorted(map(str, names))


def test_only_the_newest_are_listed_on_demand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = make_store(tmp_path, 5)
    assert [row["id"] for row in listed(tmp_path, capsys, "-n", "2")] == [row.id for row in store.rows()[-2:]]


def test_csv_is_read_back_row_by_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_store(tmp_path, 3)
    assert main(["list", "--store", str(tmp_path), "--format", "csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["run"] for row in rows] == ["decline/baseline/0", "decline/tuned/0", "decline/remedy/0"]


def test_an_empty_store_is_no_error_and_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--store", str(tmp_path / "runs")]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert told.endswith("runs/: there is no such folder")
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("words", [["statu:failed"], ["--sort", "statu"], ["--newest", "0"], ["epoch>many"]])
def test_a_mistake_is_one_sentence_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    make_store(tmp_path, 1)
    assert main(["list", "--store", str(tmp_path), *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1


def test_names_are_shown_literally(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_store(tmp_path, 1, experiment="\x1b[31mred")
    assert main(["list", "--store", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "x1b[31mred" in out


LISTS = "import sys; from tui.commands import main; main(['list', '--store', sys.argv[1]]); print(*sys.modules)"


def list_anew(root: Path) -> tuple[float, list[str]]:
    """List a store in a fresh process and return the processor's seconds that it took, and what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    before = getrusage(RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", LISTS, str(root)], capture_output=True, text=True, check=True, env=environment
    )
    after = getrusage(RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, done.stdout.splitlines()


def test_a_list_of_a_thousand_runs_costs_less_than_three_of_none_and_imports_nothing_heavy(tmp_path: Path) -> None:
    make_store(tmp_path / "many", 1000, epochs=1)
    none, many = zip(*((list_anew(tmp_path / "none"), list_anew(tmp_path / "many")) for _ in range(3)), strict=True)
    *lines, modules = many[0][1]
    heavy = {"torch", "torchvision", "scipy", "numpy", "textual", "trainer.settings.base", "trainer.plan.config"}
    assert len(lines) > 1000
    assert not set(modules.split()) & heavy
    assert min(seconds for seconds, _ in many) < 3 * min(seconds for seconds, _ in none)


def test_a_filter_that_nothing_matches_is_told_from_an_empty_store(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_store(tmp_path / "runs", 2)
    assert main(["list", "--store", str(tmp_path / "runs"), "experiment:nowhere"]) == 0
    assert "matches" in capsys.readouterr().out
