"""CSV files and JSON lines as others write them are runs."""

from pathlib import Path

import pytest

from store.errors import StoreError
from store.exchange.formats import read_runs, tracker_of
from store.exchange.naming import metric_names
from store.exchange.records import cell_of, value_of


def test_a_file_without_a_name_for_its_run_is_one_run_called_as_the_file(tmp_path: Path) -> None:
    file = tmp_path / "moons.csv"
    file.write_text("step,val_loss,optimizer\n10,0.5,adam\n20,0.25,adam\n")
    (run,) = read_runs(file, tracker_of(file))
    assert (run.experiment, run.called, run.settings) == ("moons", "moons", {"optimizer": "adam"})
    assert [(point.step, point.metrics) for point in run.points] == [(10, {"val_loss": 0.5}), (20, {"val_loss": 0.25})]


def test_rows_of_one_step_are_one_point_as_lightning_writes_them(tmp_path: Path) -> None:
    file = tmp_path / "metrics.csv"
    file.write_text("epoch,step,train_loss,val_loss\n0,9,0.5,\n0,9,,0.6\n1,19,0.4,\n1,19,,nan\n")
    (run,) = read_runs(file, "csv")
    assert [(point.step, point.metrics) for point in run.points] == [
        (0, {"train_loss": 0.5, "val_loss": 0.6}),
        (1, {"train_loss": 0.4}),
    ]


def test_lines_with_tables_have_dots_in_their_names(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text('{"run": "a", "config": {"lr": 0.1}}\n\n{"run": "a", "step": 1, "val": {"loss": 0.5}}\n')
    (run,) = read_runs(file, tracker_of(file))
    assert (run.settings, run.points[0].metrics) == ({"lr": 0.1}, {"val.loss": 0.5})


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.jsonl", b'{"a": 1}\nnot\n', "x.jsonl: line 2: this is no JSON"),
        ("x.jsonl", b"[1]\n", "x.jsonl: line 1: an object .* is expected, not list"),
        ("x.csv", b"a,b\n\xff\xfe,1\n", "x.csv: this is no CSV file in UTF-8"),
        ("x.txt", b"", "x.txt: this is none of what is known here"),
    ],
)
def test_what_is_no_such_file_is_told_by_its_place(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StoreError, match=sentence):
        read_runs(tmp_path / name, tracker_of(tmp_path / name))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("3", 3), ("3.0", 3.0), ("1e-3", 0.001), ("True", True), ("null", None), ("[1]", [1]), ("{", "{"), ("a b", "a b")],
)
def test_a_cell_is_what_it_looks_like(cell: str, value: object) -> None:
    assert value_of(cell) == value
    assert type(value_of(cell)) is type(value)


@pytest.mark.parametrize("text", ["3", "1e-3", "true", "null", "", '"', "[1]", "nan", "plain"])
def test_a_text_that_looks_like_something_else_comes_back_as_a_text(text: str) -> None:
    assert value_of(cell_of(text)) == text


def test_metrics_of_others_are_called_as_here_unless_two_would_be_one() -> None:
    assert metric_names(["val/acc", "valid_loss", "lr", "a/b", "test_Acc"]) == {
        "val/acc": "val.accuracy",
        "valid_loss": "val.loss",
        "lr": "lr",
        "a/b": "a.b",
        "test_Acc": "test.accuracy",
    }
    assert metric_names(["val/acc", "val_acc", "val.accuracy"]) == {
        "val/acc": "val/acc",
        "val_acc": "val_acc",
        "val.accuracy": "val.accuracy",
    }


def test_steps_that_are_parts_of_an_epoch_do_not_count_where_others_do(tmp_path: Path) -> None:
    file = tmp_path / "hf.jsonl"
    file.write_text("".join(f'{{"epoch": {step / 40}, "step": {step}, "loss": {1 / step}}}\n' for step in (10, 20, 40)))
    (run,) = read_runs(file, "jsonl")
    assert [point.step for point in run.points] == [10, 20, 40]


def test_times_in_milliseconds_are_times_and_seconds_of_training_are_none(tmp_path: Path) -> None:
    (tmp_path / "ms.csv").write_text("step,timestamp,loss\n1,1700000000500,0.5\n")
    (tmp_path / "s.csv").write_text("step,time,loss\n1,12.5,0.5\n")
    assert read_runs(tmp_path / "ms.csv", "csv")[0].points[0].time == 1_700_000_000.5
    assert read_runs(tmp_path / "s.csv", "csv")[0].points[0].time is None


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("step,loss,loss\n1,0.5,0.6\n")
    with pytest.raises(StoreError, match=r"x\.csv: line 1: two columns are called 'loss'"):
        read_runs(tmp_path / "x.csv", "csv")
