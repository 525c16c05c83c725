from pathlib import Path

import pytest

from store.compare.table import Column, Document, Picture, Table
from tui.reporting.files import files_of, write_files

TABLE = Table("a", (Column("b"),), ())
DOCUMENT = Document("t", (TABLE,), pictures=(Picture("Loss [a](b)", "<svg>drawn</svg>", "val.loss"),))


@pytest.mark.parametrize("form", ["markdown", "latex"])
def test_pictures_lie_beside_what_cannot_hold_them(form: str, tmp_path: Path) -> None:
    files = files_of(DOCUMENT, tmp_path / "my report.md", form)
    picture, document = files
    assert picture == tmp_path / "my-report-val.loss.svg"
    assert files[picture] == "<svg>drawn</svg>"
    assert "my-report-val.loss.svg" in files[document]
    write_files(files)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my report.md", "my-report-val.loss.svg"]


@pytest.mark.parametrize("form", ["html", "json", "csv", "text"])
def test_others_are_one_file(form: str, tmp_path: Path) -> None:
    files = files_of(DOCUMENT, tmp_path / "r", form)
    assert list(files) == [tmp_path / "r"]
    assert ("drawn" in files[tmp_path / "r"]) == (form == "html")


def test_a_document_that_cannot_be_written_leaves_nothing_half(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_files({tmp_path / "nowhere" / "r.md": "text"})
    assert list(tmp_path.iterdir()) == []
