"""A store of an older format is brought to this one's."""

import json
from pathlib import Path

import orjson
import pytest

from store.errors import StoreError
from store.format import FILE, FORMAT, format_of
from store.index import FILE as INDEX
from store.migrate import STEPS, migrate
from store.status import Status
from store.storage import CHECKSUM
from store.store import Store
from tests.support.stores import make_store
from tui.commands import main


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store as the first format had it: its index has no checksum."""
    root = make_store(tmp_path / "runs", 4, statuses=(Status.FINISHED, Status.FAILED)).root
    tables = json.loads((root / INDEX).read_bytes())
    tables.pop(CHECKSUM)
    (root / INDEX).write_bytes(orjson.dumps(tables))
    (root / FILE).write_text('{"format": 1}')
    return root


def test_an_older_store_is_refused_until_it_is_migrated_and_nothing_is_lost(
    old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--store", str(old)]
    assert main(["list", *words]) == 2
    assert "the store has format 1, and this program writes 2; `backslide migrate` brings it there" in (
        capsys.readouterr().err
    )
    assert main(["migrate", *words]) == 0
    assert "the store has this program's format now" in capsys.readouterr().out
    assert main(["list", *words]) == 0
    assert [str(row.status) for row in Store(old).rows()] == ["finished", "failed"] * 2
    assert Store(old).index.documents().keys() == set(Store(old).ids())
    assert main(["migrate", *words]) == 0
    assert capsys.readouterr().out.endswith(": the store has this program's format\n")


def test_a_migration_that_was_killed_is_done_again(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("store.migrate.write_json", killed)
        with pytest.raises(KeyboardInterrupt):
            migrate(old)
    assert format_of(old) == 1
    assert migrate(old) == ["the index has a checksum now"]
    assert format_of(old) == FORMAT


@pytest.mark.parametrize(("content", "message"), [('{"format": 9}', "update backslide"), ("", "this is no JSON")])
def test_a_newer_or_damaged_store_is_not_migrated(content: str, message: str, old: Path) -> None:
    (old / FILE).write_text(content)
    with pytest.raises(StoreError, match=message):
        migrate(old)
    assert (old / FILE).read_text() == content


def test_there_is_a_step_from_every_format_and_no_store_is_made(tmp_path: Path) -> None:
    assert set(STEPS) == set(range(1, FORMAT))
    with pytest.raises(StoreError, match="there is no store here"):
        migrate(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []
