"""A machine of its own for each test of faults, with children that take milliseconds."""

from pathlib import Path

import pytest

from tests.trainer.launch.scene import use_stand_ins


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_stand_ins(monkeypatch, tmp_path)
