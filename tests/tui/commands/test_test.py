import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from store.store import Store
from tests.support.children import do_here
from tests.trainer.data.sets import many_rows, write_pictures, write_table
from tests.trainer.engine.trained import do, record
from tui.commands import main


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one run on a table."""
    root = tmp_path_factory.mktemp("store")
    table = write_table(root / "trees.csv", many_rows(200))
    data = {"name": "csv", "path": str(table)}
    (run,) = Store(root / "runs").create_runs([record(data=data, network={"name": "mlp", "widths": [8]})])
    do(run.folder)
    return root / "runs"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No child process, which two of the tests try."""
    do_here(monkeypatch)


def measured(store: Path, capfd: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert main(["test", "e/v/3", "--store", str(store), "--format", "json", *words]) == 0
    rows: list[dict[str, Any]] = json.loads(capfd.readouterr().out)["rows"]
    return [row["values"] for row in rows]


def test_a_run_is_measured_on_its_own_data(trained: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = measured(trained, capfd)
    assert [row["part"] for row in rows] == ["validation", "test"]
    figures = Store(trained).find("e/v/3").history().measured["best"]
    assert rows[1]["accuracy"] == figures["test.accuracy"]
    assert rows[0]["loss"] == figures["val.loss"]


@pytest.mark.usefixtures("here")
def test_a_setting_alone_changes_the_runs_own_data(
    trained: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = write_table(tmp_path / "more.csv", many_rows(30))
    (row,) = measured(trained, capfd, "--data", f"path={file}")
    assert (row["part"], row["examples"]) == ("all", 30)


@pytest.mark.usefixtures("here")
def test_other_data_are_named_by_their_settings_or_by_an_experiment_file(
    trained: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_table(tmp_path / "more.csv", many_rows(31), "a,b,kind")
    monkeypatch.chdir(tmp_path)
    (named,) = measured(trained, capfd, "--data", "name=csv", "--data", "path=more.csv", "--data", 'label="kind"')
    (tmp_path / "other.toml").write_text(
        'title = "other"\n[base]\ndata = { name = "csv", path = "more.csv", label = "kind" }\n'
        'network = { name = "mlp" }\n[variants.baseline]\n'
    )
    (filed,) = measured(trained, capfd, "--data", "other.toml")
    assert named == filed
    assert named["examples"] == 31


@pytest.mark.usefixtures("here")
def test_mistakes_are_told_in_a_sentence_with_status_2(
    trained: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def refused(*words: str) -> str:
        assert main(["test", "e/v/3", "--store", str(trained), *words]) == 2
        captured = capfd.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        return captured.err

    assert "is neither NAME=VALUE (such as name=csv) nor an experiment file" in refused("--data", "csv")
    assert "data.name: 'cvs' is no data source (did you mean 'csv'?)" in refused("--data", "name=cvs")
    assert "is no setting of data source 'csv'" in refused("--data", "paht=x")
    assert "no such file or folder" in refused("--data", f"path={tmp_path / 'none.csv'}")
    folder = write_pictures(tmp_path / "pictures", {"oak": 1, "elm": 1})
    pictures = refused("--data", "name=image_folder", "--data", f"path={folder}")
    assert pictures == "data: the model takes features, but these are images\n"


def test_a_model_is_exported_to_a_new_folder(
    trained: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "e/v/3", "-o", "model", "--store", str(trained)]) == 0
    assert capfd.readouterr().out.startswith(f"{tmp_path / 'model'}: model.safetensors, config.json, ")
    assert (tmp_path / "model" / "load.py").is_file()
    do_here(monkeypatch)
    assert main(["export", "e/v/3", "-o", "model", "--store", str(trained)]) == 2
    assert capfd.readouterr().err == f"{tmp_path / 'model'}: is there and not empty; export into a new folder\n"
    shutil.rmtree("model")


def test_an_unknown_run_is_told(trained: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for words in (["export", "none", "-o", "x"], ["test", "none"]):
        assert main([*words, "--store", str(trained)]) == 2
        assert "none" in capfd.readouterr().err
