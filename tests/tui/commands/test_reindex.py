from pathlib import Path

import pytest

from store.index import FILE
from tests.support.stores import make_store
from tui.commands import main


def test_an_index_is_made_anew_from_the_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = make_store(tmp_path, 3)
    before = store.index.rows()
    (tmp_path / FILE).write_text("{")
    assert main(["reindex", "--store", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path}: 3 runs in the index\n"
    assert store.index.rows() == before


def test_where_no_store_is_none_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reindex", "--store", str(tmp_path / "nowhere")]) == 2
    assert "there is no store here" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()
