"""Examples on the command line: listed, with what the data have of them, and as pictures."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from store.compare.browse import KINDS
from tests.support.shown import add_shown_runs, readers
from tests.trainer.data.sets import many_rows, write_table
from trainer.data.assemble import assemble
from trainer.data.base import chosen_source
from trainer.plan.plugins import Plugin, is_trusted
from tui.commands import main
from tui.commands.examples import Kind

PAIR = ("decline/baseline", "decline/tuned")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("store") / "runs"
    add_shown_runs(root)
    return root


def call(store: Path, *words: str) -> int:
    return main(["--store", str(store), "examples", *PAIR, *words])


def test_what_went_wrong_is_listed(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(store, "--most", "2") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "decline/tuned against decline/baseline, by example"
    assert "test examples: right → wrong" in lines
    assert len([line for line in lines if "lost in 2 of 2" in line]) == 2
    assert readers() == []


def test_a_kind_and_a_filter_choose(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(store, "--kind", "all", "--filter", "class:3 said:3", "--format", "json", "--most", "99") == 0
    rows = json.loads(capsys.readouterr().out)["examples"]["rows"]
    assert rows
    assert {row["values"]["class"] for row in rows} == {"3"}
    assert {row["values"]["change"]["lost"] for row in rows} == {0}


def test_the_command_knows_the_kinds_of_the_screen() -> None:
    assert [*Kind] == [*KINDS]


def test_pictures_are_written_as_the_data_have_them_under_their_number_and_classes(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(store, "--pictures", str(tmp_path / "new" / "pictures"), "--most", "3", "--format", "json") == 0
    rows = json.loads(capsys.readouterr().out)["examples"]["rows"]
    inputs = assemble(chosen_source({"name": "digits", "test_share": 0.02})).test.inputs
    assert len(list((tmp_path / "new" / "pictures").iterdir())) == 3
    for row in rows:
        place, true = row["values"]["example"], row["values"]["class"]
        file = Path(row["values"]["picture"])
        assert file.name == f"{place:02}-class-{true}-said-{(int(true) + 1) % 10}.png"
        assert np.array_equal(np.asarray(Image.open(file))[..., None], inputs[place])  # type: ignore[call-overload]
    assert readers() == []


def test_a_folder_that_holds_something_is_left_alone(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert call(store, "--pictures", str(tmp_path)) == 2
    assert "is not empty; name a new folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_rows_of_a_table_are_told_by_their_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_table(tmp_path / "trees.csv", many_rows(90))
    add_shown_runs(tmp_path / "runs", {"name": "csv", "path": str(file)})
    assert call(tmp_path / "runs", "--details", "--format", "csv", "--most", "1") == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    line = int(row["from"].rpartition(":")[2])
    assert float(row["data.a.value"]) == many_rows(90)[line - 2][0]
    assert float(row["data.a.deviations"])
    assert call(tmp_path / "runs", "--pictures", str(tmp_path / "p")) == 2
    assert "rows of a table; --details prints their values" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()


def test_data_that_has_changed_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_shown_runs(tmp_path / "runs", data_fingerprint="other")
    assert call(tmp_path / "runs", "--pictures", str(tmp_path / "p")) == 2
    assert "the data has changed since this run was queued" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--where", "val"), "keep no answers to the same val examples"),
        (("--filter", "class:x"), "no class is called 'x'"),
    ],
)
def test_what_cannot_be_listed_is_told(
    store: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], problem: str
) -> None:
    assert call(store, *words) == 2
    assert problem in capsys.readouterr().err


def test_plug_ins_run_only_once_somebody_trusts_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "mine.py").write_text("raise SystemExit('it ran')\n")
    plugin = Plugin(tmp_path / "mine.py", "a" * 64)
    add_shown_runs(tmp_path / "runs", plugins=[{"path": str(plugin.path), "sha256": plugin.sha256}])
    assert call(tmp_path / "runs", "--most", "1") == 0, "the list needs none"
    assert call(tmp_path / "runs", "--details") == 2
    assert "mine.py: this plug-in is code; read it, then say --trust" in capsys.readouterr().err
    assert call(tmp_path / "runs", "--details", "--trust") == 2
    assert "has changed since the experiment was read" in capsys.readouterr().err
    assert is_trusted(plugin)
