"""Whoever looks at a store finds its dispatcher again."""

import sys
from pathlib import Path

import pexpect
import pytest

from store.store import Store
from tests.trainer.launch.scene import over, queue, use_stand_ins, wait_until
from trainer.launch.dispatcher import is_alive
from tui.commands import main
from tui.reviving import revive


def test_runs_that_wait_are_done_again_and_a_store_at_rest_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_stand_ins(monkeypatch, tmp_path)
    store = Store(tmp_path / "runs")
    store.make()
    revive(store, store.rows())
    assert not is_alive(store.root)
    runs = queue(store, 2)
    revive(store, store.rows())
    wait_until(lambda: over(runs))
    wait_until(lambda: not is_alive(store.root))


@pytest.mark.parametrize("look", ["list", "list status:failed", "show scene/stand_in/1"])
def test_a_look_at_the_runs_brings_a_dispatcher_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    use_stand_ins(monkeypatch, tmp_path)
    store = Store(tmp_path / "runs")
    runs = queue(store, 2)
    assert main([*look.split(), "--store", str(store.root)]) == 0
    wait_until(lambda: over(runs))
    wait_until(lambda: not is_alive(store.root))


def test_a_look_at_the_queue_brings_a_dispatcher_back_and_says_what_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_stand_ins(monkeypatch, tmp_path, slots=1)
    store = Store(tmp_path / "runs")
    runs = queue(store, 2, seconds=0.3)
    assert main(["queue", "--store", str(store.root)]) == 0
    assert "waits for a free device" in capsys.readouterr().out
    wait_until(lambda: over(runs))
    wait_until(lambda: not is_alive(store.root))


def test_whoever_opens_the_app_brings_a_dispatcher_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_stand_ins(monkeypatch, tmp_path)
    runs = queue(Store(tmp_path / "runs"), 1)
    terminal = pexpect.spawn(
        sys.executable, ["-m", "tui", "--store", str(tmp_path / "runs")], dimensions=(24, 80), timeout=60
    )
    terminal.expect("scene")
    wait_until(lambda: over(runs))
    terminal.close(force=True)
    wait_until(lambda: not is_alive(tmp_path / "runs"))
