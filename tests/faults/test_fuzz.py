"""Thousands of damaged files: nothing breaks, no healthy run is lost, and each damage is named."""

import time
from pathlib import Path
from random import Random

import pytest

from tests.faults.damaged_scene import Fuzz, make_damageable
from tests.faults.havoc import FULL, SEED

pytestmark = pytest.mark.stress
DAMAGES = 10_000 if FULL else 200
LONG_LINES = 100 if FULL else 4


@pytest.mark.timeout(3600)
def test_whatever_is_damaged_is_named_and_harms_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("trainer.launch.dispatcher.ensure_dispatcher", lambda _: False)
    fuzz = Fuzz(make_damageable(tmp_path / "runs"), Random(SEED), capsys)
    begun = time.monotonic()
    for number in range(DAMAGES):
        fuzz.strike(long=number % (DAMAGES // LONG_LINES) == 0)
    with capsys.disabled():
        counts = ", ".join(f"{name} {count:,}" for name, count in sorted(fuzz.counts.items()))
        print(f"\nseed {SEED}: {DAMAGES:,} damages in {time.monotonic() - begun:.0f} s ({counts})")
