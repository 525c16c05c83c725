import json
from pathlib import Path

import pytest

from trainer.plan.schema import experiment_schema
from tui.commands import main


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == experiment_schema()


def test_the_schema_is_written_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "experiment.schema.json"
    assert main(["schema", "-o", str(file)]) == 0
    assert json.loads(file.read_text("utf-8")) == experiment_schema()
    assert capsys.readouterr().out == f"wrote {file}\n"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "-o", str(tmp_path / "gone" / "x.json")]) == 2
    assert "x.json: cannot be written: No such file or directory" in capsys.readouterr().err
