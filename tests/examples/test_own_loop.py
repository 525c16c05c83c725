"""The example of a loop of one's own does what it says."""

import re
from pathlib import Path

import pytest

from examples import own_loop
from store.status import Status
from store.store import Store
from tests.layers.imports import ROOT
from tui.commands import main

README = (ROOT / "README.md").read_text("utf-8")


def test_its_runs_can_be_listed_and_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(own_loop, "EPOCHS", 2)
    own_loop.main()
    rows = Store(tmp_path / "runs").rows()
    assert {(row.name, row.status, row.epoch) for row in rows} == {
        (f"spirals/{variant}/{seed}", Status.FINISHED, 2) for variant in own_loop.VARIANTS for seed in range(3)
    }
    assert main(["diff", "spirals/baseline", "spirals/dropout"]) == 0
    shown = capsys.readouterr().out
    assert "  model.dropout  0.0       0.3            +0.3" in shown
    assert "test" in shown.partition("Metrics")[2]


def test_the_loop_of_readme_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    exec(code, {"train": lambda: 0.7, "validate": lambda: 0.8, "test": lambda: 0.9})
    (row,) = Store(tmp_path / "runs").rows()
    assert (row.name, row.status, row.epoch) == ("flowers/mixup/1", Status.FINISHED, 10)
    assert (row.last["val.accuracy"], row.figures["test.accuracy"]) == (0.8, 0.9)
