"""What a source tells at a look is what reading it gives."""

from pathlib import Path

import numpy as np
import pytest

from tests.trainer.data.sets import many_rows, write_pictures, write_table
from trainer.data.base import DataSource
from trainer.data.csv import Csv
from trainer.data.digits import Digits
from trainer.data.image_folder import ImageFolder


def sources(folder: Path) -> list[DataSource]:
    write_table(folder / "table" / "train.csv", many_rows())
    write_table(folder / "table" / "test.csv", [(1, 2, "yew")])
    pixels = write_table(folder / "pixels.csv", [(*range(6), "10"), (*range(6), "9")], "a,b,c,d,e,f,label")
    write_pictures(folder / "pictures" / "train", {"oak": 2, "elm": 2})
    write_pictures(folder / "pictures" / "test", {"oak": 2, "yew": 2})
    table = Csv(path=folder / "table", ignore=("a",))
    shaped = [Csv(path=pixels, shape=(2, 3)), Csv(path=pixels, shape=(1, 2, 3))]
    return [Digits(), table, *shaped, ImageFolder(path=folder / "pictures")]


@pytest.mark.parametrize("number", range(5))
def test_a_look_tells_the_kind_the_classes_and_the_shape_that_reading_gives(number: int, tmp_path: Path) -> None:
    source = sources(tmp_path)[number]
    splits = source.read()
    assert source.class_names() == splits.class_names
    assert source.kind_with(dict(source)) == splits.kind
    shape = source.example_shape()
    if shape is None:
        assert isinstance(source, ImageFolder)
        return
    example = np.asarray(splits.train.inputs)[0]
    assert shape == (example.transpose(2, 0, 1) if example.ndim == 3 else example).shape
