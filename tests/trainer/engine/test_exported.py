"""What an export does in somebody else's program, and as a program of its own (`load.py`)."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.trainer.data.sets import write_pictures, write_table
from tests.trainer.engine.trained import finished, logits_here
from trainer.data.pictures import decode
from trainer.engine import exported
from trainer.engine.export import export


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Let the layers of an export be imported in this process, and forget them afterwards."""
    yield monkeypatch.syspath_prepend
    for name in [name for name in sys.modules if name.partition(".")[0] == "layers"]:
        del sys.modules[name]


def test_an_export_of_rows_answers_within_a_program(
    importable: Callable[[Path], None],
    table_run: Path,
    table_export: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    importable(table_export)
    inputs, ours = logits_here(table_run)
    with torch.inference_mode():
        assert torch.equal(exported.Model(table_export)(inputs), ours)
    rows = write_table(tmp_path / "rows.csv", [(b, a) for a, b in inputs[:4].tolist()], header="b,a")
    exported.main([str(rows)], table_export)
    said = [line.split(": ")[1].split()[0] for line in capsys.readouterr().out.splitlines()]
    labels = json.loads((table_export / "labels.json").read_text())
    assert said == [labels[i] for i in ours[:4].argmax(1)]


def test_an_export_of_pictures_reads_files_as_training_does(
    importable: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_pictures(tmp_path / "data", {"cat": 20, "owl": 20}, mode="RGB")
    sections = {"data": {"name": "image_folder", "path": str(data)}, "network": {"name": "small_cnn", "width": 2}}
    export(finished(tmp_path / "run", **sections), tmp_path / "model")
    importable(tmp_path / "model")
    model = exported.Model(tmp_path / "model")
    capsys.readouterr()
    for mode in ("I;16", "LA", "P", "RGB"):
        file = tmp_path / f"{mode}.png"
        Image.effect_noise((30, 20), 60).convert("I" if mode == "I;16" else mode).convert(mode).save(file)
        picture = model.read(file)
        assert np.array_equal(picture[0].permute(1, 2, 0).numpy(), decode(file, 3))
        exported.main([str(file)], tmp_path / "model")
        assert capsys.readouterr().out.startswith(f"{file}: ")


def run_alone(folder: Path, *files: Path) -> list[str]:
    code = f"import runpy, sys; sys.modules['trainer'] = None; sys.path[0] = {str(folder)!r}; "
    code += f"sys.argv = sys.argv[:1] + {[str(file) for file in files]!r}; "
    code += f"runpy.run_path({str(folder / 'load.py')!r}, run_name='__main__')"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def test_load_py_says_what_it_sees_in_the_rows_of_a_file(table_export: Path, tmp_path: Path) -> None:
    rows = write_table(tmp_path / "rows.csv", [(3, 1.5), (100, 50)], header="b,a")
    lines = run_alone(table_export, rows)
    assert len(lines) == 2
    assert [line.split(": ")[0] for line in lines] == [f"{rows} row 1", f"{rows} row 2"]
    assert lines[0].split(": ")[1].split()[0] in {"ash", "elm", "oak"}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("gone.csv", None, "gone.csv: No such file or directory"),
        ("rows.csv", "b\n1\n", "rows.csv: there is no column 'a'"),
        ("rows.csv", "a,b\nx,1\n", "rows.csv: line 2: a is 'x', and a number is expected"),
        ("", None, "usage: python load.py FILE..."),
    ],
)
def test_an_export_tells_what_it_cannot_read(
    importable: Callable[[Path], None], table_export: Path, tmp_path: Path, name: str, content: str | None, told: str
) -> None:
    importable(table_export)
    if content:
        (tmp_path / name).write_text(content)
    with pytest.raises(SystemExit, match=re.escape(told)):
        exported.main([str(tmp_path / name)] if name else [], table_export)


def test_load_py_tells_it_in_a_sentence(table_export: Path, tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError) as error:
        run_alone(table_export, tmp_path / "gone.csv")
    assert error.value.stderr == f"{tmp_path / 'gone.csv'}: No such file or directory\n"
