"""The terminal goes away: training and queue go on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import psutil
import pytest

from store.store import Store
from tests.trainer.launch.scene import events, over, queue, started, statuses, use_stand_ins, wait_until
from trainer.launch.dispatcher import is_alive

pytestmark = pytest.mark.stress
SESSION = "backslide-hangup"
COMMAND = (
    "from pathlib import Path; import signal, sys, time; from store.store import Store;"
    "signal.signal(signal.SIGHUP, signal.SIG_DFL);"  # whoever runs the tests may have it ignored
    "from trainer.launch.dispatcher import ensure_dispatcher; ensure_dispatcher(Store(Path(sys.argv[1])));"
    "print('launched', flush=True); time.sleep(600)"
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    use_stand_ins(monkeypatch, tmp_path, slots=1)
    return Store(tmp_path / "runs")


def test_a_real_terminal_is_hung_up(store: Store) -> None:
    runs = queue(store, 2, epochs=3, seconds=0.5)
    terminal = pexpect.spawn(sys.executable, ["-c", COMMAND, str(store.root)], dimensions=(24, 80), timeout=60)
    terminal.expect("launched")
    wait_until(lambda: started(runs[0]))
    os.close(terminal.child_fd)  # the kernel sends SIGHUP to the whole session
    wait_until(lambda: not psutil.pid_exists(terminal.pid) or psutil.Process(terminal.pid).status() == "zombie")
    terminal.closed = True
    wait_until(lambda: over(runs))
    assert statuses(runs) == ["finished", "finished"]
    assert [event["epoch"] for event in events(runs[0], "epoch")] == [1, 2, 3]


@pytest.fixture
def tmux() -> Iterator[None]:
    yield
    subprocess.run(["tmux", "-L", SESSION, "kill-server"], check=False, capture_output=True)


@pytest.mark.usefixtures("tmux")
def test_tmux_is_killed(store: Store) -> None:
    runs = queue(store, 2, epochs=3, seconds=0.5)
    call = [sys.executable, "-c", COMMAND, str(store.root)]
    subprocess.run(["tmux", "-L", SESSION, "-f", "/dev/null", "new-session", "-d", *call], check=True)
    wait_until(lambda: started(runs[0]))
    assert is_alive(store.root)
    subprocess.run(["tmux", "-L", SESSION, "kill-server"], check=True)
    wait_until(lambda: over(runs))
    assert statuses(runs) == ["finished", "finished"]
