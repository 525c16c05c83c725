from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.trainer.data.sets import labels_of, many_rows, write_table
from trainer.data.csv import Csv
from trainer.data.examples import DataError, Splits


def read(path: Path, **settings: Any) -> Splits:
    return Csv(path=path, **settings).read()


def error(path: Path, **settings: Any) -> str:
    with pytest.raises(DataError) as caught:
        read(path, **settings)
    message = str(caught.value)
    assert "\n" not in message
    return message.replace(f"{path.parent}/", "").replace(f"{path}/", "")


def test_a_single_file_gives_rows_labels_and_columns(tmp_path: Path) -> None:
    found = read(write_table(tmp_path / "x.csv", [(1.5, -2, "b"), ("1e3", 0, "a")]))
    assert found.kind == "features"
    assert found.class_names == ("a", "b")
    assert found.columns == ("a", "b")
    assert np.asarray(found.train.inputs).tolist() == [[1.5, -2], [1000, 0]]
    assert labels_of(found.train) == [1, 0]
    assert found.test is None


def test_a_folder_gives_the_parts_that_it_has(tmp_path: Path) -> None:
    write_table(tmp_path / "train.csv", many_rows())
    write_table(tmp_path / "test.csv", many_rows(6))
    found = read(tmp_path)
    assert found.validation is None
    assert found.test is not None
    assert len(found.test) == 6


def test_the_parts_may_have_their_columns_in_another_order(tmp_path: Path) -> None:
    write_table(tmp_path / "train.csv", [(1, 2, "x"), (1, 2, "y")])
    write_table(tmp_path / "val.csv", [("y", 20, 10)], header="label,b,a")
    validation = read(tmp_path).validation
    assert validation is not None
    assert np.asarray(validation.inputs).tolist() == [[10, 20]]
    assert labels_of(validation) == [1]


def test_classes_that_are_numbers_are_ordered_by_value(tmp_path: Path) -> None:
    file = write_table(tmp_path / "x.csv", [(0, 0, 10), (0, 0, 9), (0, 0, 2)])
    assert read(file).class_names == ("2", "9", "10")


def test_quotes_blank_lines_spaces_and_a_byte_order_mark_are_understood(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text('\ufeffa , "b",label\n"1", 2 ,"one, or\ntwo"\n\n3,4,three\n', "utf-8")
    found = read(file)
    assert found.columns == ("a", "b")
    assert found.class_names == ("one, or\ntwo", "three")
    assert np.asarray(found.train.inputs).tolist() == [[1, 2], [3, 4]]


def test_another_separator_and_ignored_columns(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("id;a;kind\nn1;2;x\nn2;3;y\n", "utf-8")
    found = read(file, separator=";", label="kind", ignore=("id",))
    assert found.columns == ("a",)
    assert np.asarray(found.train.inputs).tolist() == [[2], [3]]


def test_files_longer_than_a_chunk_are_read_whole(tmp_path: Path) -> None:
    found = read(write_table(tmp_path / "x.csv", many_rows(5000)))
    assert np.asarray(found.train.inputs)[:, 0].tolist() == list(range(5000))


def test_pixel_columns_become_pictures_row_by_row(tmp_path: Path) -> None:
    header = ",".join([f"p{i}" for i in range(6)]) + ",label"
    file = write_table(tmp_path / "x.csv", [(0, 1, 2, 3, 4, 255, "a"), (9, 9, 9, 9, 9, 9, "b")], header)
    grey = read(file, shape=(2, 3))
    assert grey.kind == "images"
    assert np.asarray(grey.train.inputs)[0, :, :, 0].tolist() == [[0, 1, 2], [3, 4, 255]]
    colour = read(file, shape=(1, 2, 3))
    assert np.asarray(colour.train.inputs)[0].tolist() == [[[0, 1, 2], [3, 4, 255]]]


def test_the_fingerprint_follows_the_files(tmp_path: Path) -> None:
    write_table(tmp_path / "train.csv", many_rows())
    first = Csv(path=tmp_path).fingerprint()
    assert Csv(path=tmp_path, label="b").fingerprint() == first
    write_table(tmp_path / "test.csv", many_rows())
    second = Csv(path=tmp_path).fingerprint()
    write_table(tmp_path / "test.csv", many_rows(59))
    assert len({first, second, Csv(path=tmp_path).fingerprint()}) == 3


BAD = {
    "x.csv:3: column 'b': 'high' is no number; write numbers, or name the column in data.ignore": "1,2,x\n3,high,y",
    "x.csv:2: column 'a': the value is missing (''); fill it in, drop the row, or name the column in data.ignore": (
        ",2,x\n3,4,y"
    ),
    "x.csv:3: column 'b': the value is missing ('NaN'); "
    "fill it in, drop the row, or name the column in data.ignore": "1,2,x\n3,NaN,y",
    "x.csv:2: column 'b': '1e39' is too large a number": "1,1e39,x",
    "x.csv:2: column 'b': '-inf' is too large a number": "1,-inf,x",
    "x.csv:2: column 'label': the label is missing; give the row its class or leave it out": "1,2, ",
    "x.csv:4: 2 values, but the first line names 3 columns": '1,2,"x\ny"\n3,4',
    "x.csv: there are no rows below the line that names the columns": "",
}


@pytest.mark.parametrize("message", BAD)
def test_a_bad_value_is_told_with_line_column_and_value(tmp_path: Path, message: str) -> None:
    (tmp_path / "x.csv").write_text(f"a,b,label\n{BAD[message]}\n", "utf-8")
    assert error(tmp_path / "x.csv") == message


def test_a_bad_value_far_down_is_found(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [*many_rows(5000), ("?", 1, "oak")]
    assert error(write_table(tmp_path / "x.csv", rows)).startswith("x.csv:5002: column 'a': the value is missing ('?')")


def test_a_label_column_that_is_not_there_is_answered_with_the_nearest(tmp_path: Path) -> None:
    file = write_table(tmp_path / "x.csv", many_rows(), "a,b,species")
    assert error(file, label="specie") == (
        "x.csv: there is no column 'specie', which data.label names (did you mean 'species'?)"
    )
    assert error(file) == "x.csv: there is no column 'label', which data.label names; the columns are a, b, species"
    assert "which data.ignore names" in error(file, label="species", ignore=("id",))


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    assert "x.csv:1: two columns are called 'a'" in error(write_table(tmp_path / "x.csv", [(1, 2, 3)], "a,a,label"))


def test_a_table_without_features_is_refused(tmp_path: Path) -> None:
    assert "no feature column is left" in error(write_table(tmp_path / "x.csv", [("x",)], "label"))


def test_files_that_do_not_agree_are_refused(tmp_path: Path) -> None:
    write_table(tmp_path / "train.csv", many_rows())
    write_table(tmp_path / "val.csv", many_rows(), "a,c,label")
    assert error(tmp_path).endswith("val.csv: column 'b' is missing; all files must have the columns of train.csv")
    write_table(tmp_path / "val.csv", [(1, 2, 3, "oak")], "a,b,c,label")
    assert "val.csv: column 'c' is not expected" in error(tmp_path)


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    assert "no such file or folder; data.path is a CSV file, or a folder with train.csv" in error(tmp_path / "none")
    assert "no train.csv in it" in error(tmp_path)
    (tmp_path / "x.csv").write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    assert "is no text in UTF-8" in error(tmp_path / "x.csv")
    (tmp_path / "x.csv").write_text("a,b,label\n" + "9" * 200_000 + ",1,x\n")
    assert "is no CSV file (field larger than field limit" in error(tmp_path / "x.csv")
    (tmp_path / "x.csv").write_text("")
    assert error(tmp_path / "x.csv") == "x.csv: is empty; its first line is to name the columns"


def test_pixels_that_are_none_are_refused(tmp_path: Path) -> None:
    file = write_table(tmp_path / "x.csv", [(0, 255, "a"), (0.5, 1, "b")])
    assert error(file, shape=(1, 2)) == ("x.csv:3: column 'a': 0.5 is no pixel; pixels are whole numbers from 0 to 255")
    assert error(file, shape=(3, 3)) == "x.csv: 2 pixel columns, but data.shape 3×3 needs 9"
    assert "1 for grey or 3 for colour, not 2" in error(file, shape=(1, 1, 2))
