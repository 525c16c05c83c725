import os
from pathlib import Path

import pytest

from tests.trainer.data.sets import many_rows, write_pictures, write_table
from trainer.data import fingerprint
from trainer.data.csv import Csv
from trainer.data.digits import Digits
from trainer.data.examples import DataError
from trainer.data.fingerprint import data_fingerprint, hash_files
from trainer.data.image_folder import ImageFolder


def test_many_bytes_are_told_by_name_size_and_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "CONTENT_BYTES", 5)
    file = tmp_path / "big"
    file.write_bytes(b"123456")
    os.utime(file, (1, 1))
    first = hash_files([file], tmp_path)
    file.write_bytes(b"654321")
    os.utime(file, (1, 1))
    assert hash_files([file], tmp_path) == first
    os.utime(file, (2, 2))
    assert hash_files([file], tmp_path) != first


def test_few_bytes_are_told_by_their_contents_alone(tmp_path: Path) -> None:
    file = tmp_path / "small"
    file.write_bytes(b"123456")
    first = hash_files([file], tmp_path)
    os.utime(file, (2, 2))
    assert hash_files([file], tmp_path) == first
    file.write_bytes(b"654321")
    assert hash_files([file], tmp_path) != first


def test_the_order_in_which_files_are_found_does_not_matter(tmp_path: Path) -> None:
    files = [tmp_path / name for name in "ab"]
    for file in files:
        file.write_text(file.name)
    assert hash_files(files, tmp_path) == hash_files(files[::-1], tmp_path)


def test_source_and_extra_data_count_each_in_its_place(tmp_path: Path) -> None:
    table = Csv(path=write_table(tmp_path / "x.csv", many_rows()))
    extended = table.model_copy(update={"extra": Digits()})
    found = [
        data_fingerprint(table),
        data_fingerprint(table, Digits()),
        data_fingerprint(Digits(), table),
        data_fingerprint(extended),
        data_fingerprint(table, None, Digits()),
    ]
    assert len(set(found)) == len(found)


def test_what_a_look_at_the_data_shows_is_told_before_it_is_hashed(tmp_path: Path) -> None:
    wrong = Csv(path=write_table(tmp_path / "x.csv", many_rows()), label="tree")
    empty = ImageFolder(path=write_pictures(tmp_path / "pictures", {"ash": 1, "oak": 0}))
    for sources in ((wrong,), (Digits(), wrong), (Digits(extra=wrong),)):
        with pytest.raises(DataError, match="there is no column 'tree'"):
            data_fingerprint(*sources)
    with pytest.raises(DataError, match="oak: no picture in it"):
        data_fingerprint(empty)
