from pathlib import Path

import pytest

from store.errors import StoreError
from store.format import FILE, FORMAT, check_format, write_format
from store.store import Store


def test_a_store_says_its_format(tmp_path: Path) -> None:
    write_format(tmp_path / "deep" / "runs")
    assert (tmp_path / "deep" / "runs" / FILE).read_text() == '{\n  "format": 2\n}\n'
    check_format(tmp_path / "deep" / "runs")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f'{{"format": {FORMAT + 1}}}', "update backslide"),
        ('{"format": 0}', "no backslide has ever written format 0"),
        ('{"format": "one"}', "not 'one'"),
        ("{}", "a whole number such as 2, not None"),
        ('{"format": false}', "not False"),
        ("{", "this is no JSON"),
    ],
)
def test_another_format_is_refused_before_anything_is_read(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / FILE).write_text(content)
    with pytest.raises(StoreError, match=message):
        Store(tmp_path)


def test_opening_makes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    assert store.rows() == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("")
    with pytest.raises(StoreError, match="a store is a folder, and this is a file"):
        Store(tmp_path / "runs")


def test_a_store_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="the store cannot be written"):
        write_format(tmp_path / "file" / "runs")
