"""No name of a run leads out of the store, whichever command is given it."""

import hashlib
from pathlib import Path

import pytest

from store.files import read_json, write_json
from store.run import RECORD, Run
from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store
from tui.commands import main

COMMANDS = (
    ["show"],
    ["log"],
    ["diff", "decline/baseline"],
    ["table"],
    ["stop"],
    ["resume"],
    ["retry"],
    ["queue", "--pause"],
    ["queue", "--move", "first"],
    ["remove", "--yes"],
    ["remove", "--yes", "--restore"],
    ["test"],
    ["export", "-o", "taken"],
    ["screenshot", "run"],
    ["again", "--set", "optimizer.lr=1"],
)


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Make a run in another store, to which a link in this one points, and a run in the trash."""
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(tmp_path / "claims"))
    monkeypatch.chdir(tmp_path)
    make_store(tmp_path / "runs", 2)
    run = add_run(tmp_path / "other", experiment="secret", status=Status.STOPPED)
    (tmp_path / "runs" / run.id).symlink_to(run.folder)
    (tmp_path / "runs" / "trash").mkdir()
    (tmp_path / "runs" / "trash" / "link").symlink_to(tmp_path / "other")
    return run


def contents(folder: Path) -> str:
    """Return a hash of all that lies in a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(str(path).encode() + path.read_bytes() for path in files)).hexdigest()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    "name", ["../other/{}", "{root}/other/{}", "{}", "..", "../other", "trash/link/{}", "{}/../{}"]
)
def test_a_name_that_leads_out_is_no_name(
    name: str, words: list[str], outside: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(tmp_path / "other")
    named = name.replace("{root}", str(tmp_path)).replace("{}", outside.id)
    assert main(["--store", "runs", *words, named]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert "secret" not in told.err
    assert contents(tmp_path / "other") == before
    assert not (tmp_path / "taken").exists()


def test_the_trash_is_emptied_and_what_links_there_point_to_stays(outside: Run, tmp_path: Path) -> None:
    before = contents(tmp_path / "other")
    (tmp_path / "runs" / "trash" / outside.id).symlink_to(outside.folder)
    main(["--store", "runs", "remove", "--purge", "--yes"])
    assert contents(tmp_path / "other") == before


@pytest.mark.parametrize("id_", ["../other/run", "/etc", ".."])
def test_a_run_with_weights_from_outside_is_not_done_anew(
    id_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BACKSLIDE_CLAIMS", str(tmp_path / "claims"))
    run = add_run(tmp_path / "runs", status=Status.SKIPPED)
    record = read_json(run.folder / RECORD) or {}
    write_json(run.folder / RECORD, record | {"weights": {"variant:source": [id_]}})
    assert main(["--store", str(tmp_path / "runs"), "retry", run.id]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert Store(tmp_path / "runs").run(run.id).standing().status is Status.SKIPPED
