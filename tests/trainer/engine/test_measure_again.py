import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from store.events import EventReader
from tests.trainer.data.sets import many_rows, write_pictures, write_table
from tests.trainer.engine.trained import finished
from trainer.data.csv import Csv
from trainer.data.examples import DataError, Splits
from trainer.engine.measure_again import main, measure_again
from trainer.settings.problems import PlanError


@pytest.fixture(scope="module")
def table_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("table")
    table = write_table(folder / "trees.csv", many_rows(200))
    data = {"name": "csv", "path": str(table), "classes": ["oak", "ash", "elm"]}
    return finished(folder / "run", data=data, network={"name": "mlp", "widths": [8]})


@pytest.fixture(scope="module")
def picture_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = {"name": "digits", "classes": ["0", "1", "2"]}
    network = {"name": "small_cnn", "width": 4, "depth": 2}
    return finished(tmp_path_factory.mktemp("digits") / "run", data=data, network=network)


def recorded(run: Path) -> dict[str, float]:
    measured = [
        e for e in EventReader(run / "events.jsonl").read_new() if e["kind"] == "measured" and e["of"] == "best"
    ]
    figures: dict[str, float] = measured[-1]["metrics"]
    return figures


@pytest.mark.parametrize("which", ["table_run", "picture_run"])
def test_the_same_data_give_the_same_figures_to_the_last_bit(which: str, request: pytest.FixtureRequest) -> None:
    run: Path = request.getfixturevalue(which)
    figures = recorded(run)
    rows = measure_again(run)
    assert [row["part"] for row in rows] == ["validation", "test"]
    for row, split in zip(rows, ("val", "test"), strict=True):
        for name in ("loss", "accuracy", "macro_f1", "calibration_error"):
            assert row[name] == figures[f"{split}.{name}"]


def test_the_run_is_left_as_it_is(table_run: Path) -> None:
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in table_run.iterdir()}
    measure_again(table_run)
    assert {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in table_run.iterdir()} == before


def csv_data(path: Path, **settings: Any) -> dict[str, Any]:
    return {"name": "csv", "path": str(path), **settings}


def test_other_data_are_measured_whole_whatever_the_order_of_classes_and_columns(
    table_run: Path, tmp_path: Path
) -> None:
    rows = many_rows(30)
    plain = measure_again(table_run, csv_data(write_table(tmp_path / "x.csv", rows)))
    assert [(row["part"], row["examples"]) for row in plain] == [("all", 30)]
    turned = write_table(tmp_path / "y.csv", [(c, 7, b, a) for a, b, c in rows], "label,extra,b,a")
    assert measure_again(table_run, csv_data(turned)) == plain


def test_the_parts_of_other_data_are_told_apart(table_run: Path, tmp_path: Path) -> None:
    write_table(tmp_path / "train.csv", many_rows(30))
    write_table(tmp_path / "test.csv", many_rows(12))
    rows = measure_again(table_run, csv_data(tmp_path))
    assert [(row["part"], row["examples"]) for row in rows] == [("train", 30), ("test", 12)]


def test_some_classes_are_measured_under_the_models_own_labels(table_run: Path, tmp_path: Path) -> None:
    file = write_table(tmp_path / "x.csv", many_rows(30))
    (row,) = measure_again(table_run, csv_data(file, classes=["elm", "oak"]))
    assert row["examples"] == 20
    oaks = write_table(tmp_path / "oaks.csv", [row for row in many_rows(30) if row[2] == "oak"])
    elms = write_table(tmp_path / "elms.csv", [row for row in many_rows(30) if row[2] == "elm"])
    (first,), (second,) = (measure_again(table_run, csv_data(one)) for one in (oaks, elms))
    assert row["accuracy"] == (first["accuracy"] + second["accuracy"]) / 2


def test_pictures_of_another_size_and_mode_are_brought_to_the_models(picture_run: Path, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "more", {"0": 3, "2": 4}, side=20)
    (row,) = measure_again(picture_run, {"name": "image_folder", "path": str(folder)})
    assert row["examples"] == 7


@pytest.mark.parametrize(
    ("rows", "header", "settings", "message"),
    [
        (
            [(1, 2, "oek"), (1, 2, "ash")],
            "a,b,label",
            {},
            r"no class 'oek' \(did you mean 'oak'\?\); leave it out with",
        ),
        ([(1, 2, "oak")], "a,c,label", {}, "data: column 'b' is missing, which the model was trained on"),
        ([(1, 2, "oak")], "a,b,label", {"shape": [1, 2]}, "the model takes features, but these are images"),
        (
            [(1, 2, "oak")],
            "a,b,label",
            {"classes": ["ash", "elm"]},
            "no example is left of the classes that were chosen",
        ),
    ],
)
def test_data_that_do_not_fit_are_told_in_a_sentence(
    table_run: Path, tmp_path: Path, rows: list[tuple[object, ...]], header: str, settings: dict[str, Any], message: str
) -> None:
    file = write_table(tmp_path / "x.csv", rows, header)
    with pytest.raises(DataError, match=message):
        measure_again(table_run, csv_data(file, **settings))


def test_a_mistake_in_the_data_section_is_told_like_one_in_a_file(table_run: Path) -> None:
    with pytest.raises(PlanError, match=r"data.name: 'cvs' is no data source \(did you mean 'csv'\?\)"):
        measure_again(table_run, {"name": "cvs"})


def test_the_command_prints_json_or_a_sentence(table_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(table_run)]) == 0
    assert [row["part"] for row in json.loads(capsys.readouterr().out)] == ["validation", "test"]
    assert main([str(table_run), "--data", '{"name": "csv", "path": "/none"}']) == 2
    assert capsys.readouterr().err.startswith("/none: no such file or folder")


def test_other_data_whose_source_gives_what_it_should_not_are_told(
    table_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = write_table(tmp_path / "trees.csv", many_rows())
    read = Csv.read

    def one_too_high(self: Csv) -> Splits:
        splits = read(self)
        return replace(splits, train=splits.train.relabelled(splits.train.labels + 1))

    monkeypatch.setattr(Csv, "read", one_too_high)
    with pytest.raises(DataError, match=r"data 'csv': train.labels are 1…3, but with 3 class_names"):
        measure_again(table_run, csv_data(table))
