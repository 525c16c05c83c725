"""A store that becomes read-only, or vanishes, while a run trains there."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from store.run import Run
from store.status import Status
from store.store import Store
from tests.end_to_end.terminal import Terminal
from tests.faults.disks import done, ext4, mounted
from tests.trainer.launch.scene import pid_of, queue, standing, started, wait_until
from tests.tui.commands.terminal import in_pipe
from trainer.launch.dispatcher import ensure_dispatcher, is_alive
from trainer.launch.queue import queue_runs
from trainer.launch.supervisor import GONE
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

pytestmark = pytest.mark.stress
EPOCHS = 8
FILE = """
seeds = 1
[base]
data = {{name = "digits"}}
network = {{name = "small_cnn", width = 32}}
training = {{epochs = {epochs}, device = "cpu"}}
[variants.baseline]
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with ext4(tmp_path / "disk") as folder:
        yield folder


def begun(
    folder: Path, monkeypatch: pytest.MonkeyPatch, epochs: int = EPOCHS
) -> tuple[Store, Run, list[psutil.Process]]:
    """Queue a run of the real trainer in a folder, and wait for its second epoch; with all processes that do it."""
    monkeypatch.delenv("BACKSLIDE_CHILD")
    monkeypatch.setenv("BACKSLIDE_ROOM", "0")
    (folder.parent / "small.toml").write_text(FILE.format(epochs=epochs))
    store = Store(folder)
    (run,) = queue_runs(store, plan_runs(load_experiment(folder.parent / "small.toml"))).runs
    ensure_dispatcher(store)
    wait_until(lambda: run.history().epoch >= 2)
    launched = run.state()["launched"]
    return store, run, [psutil.Process(pid) for pid in (pid_of(store), launched["pid"], launched["child"])]


def told(store: Path, *words: str) -> str:
    """Return what a command says that cannot do what it is asked for: one sentence."""
    said = in_pipe("--store", str(store), *words)
    assert said.returncode in (1, 2)
    assert len(said.stderr.splitlines()) == 1, said.stderr
    assert "Traceback" not in said.stderr
    return said.stderr


def look_at(store: Path, run: Run) -> None:
    """See that all that only reads still works."""
    for words in (["list"], ["show", run.id], ["log", run.id], ["queue"], ["table", "small"]):
        said = in_pipe("--store", str(store), *words)
        assert (said.returncode, "Traceback" in said.stderr) == (0, False), said.stderr
        assert said.stdout
    assert "Check-up" in in_pipe("--store", str(store), "doctor").stdout


def test_a_run_trains_on_while_its_store_is_read_only_and_loses_no_figure(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, run, (_, _, child) = begun(disk / "runs", monkeypatch)
    if not done("chattr", "-R", "+i", disk / "runs"):
        pytest.skip("this file system has no immutable files")
    try:
        wait_until(lambda: child.cpu_percent(interval=1.0) < 5, 120)
        before = Run(run.folder).history().epoch
        assert before < EPOCHS
        assert standing(run).status is Status.RUNNING
        look_at(store.root, run)
        assert "not permitted" in told(store.root, "stop", run.id)
    finally:
        done("chattr", "-R", "-i", disk / "runs")
    wait_until(lambda: standing(run).status is Status.FINISHED)
    wait_until(lambda: not is_alive(store.root))
    history = Run(run.folder).history()
    assert [event["epoch"] for event in history.epochs] == list(range(1, EPOCHS + 1))
    assert history.measured["best"]["test.accuracy"] > 0.5
    assert any("the store cannot be written" in event["text"] for event in history.warnings)
    print(f"nothing could be written from epoch {before + 1} on")


def test_a_run_on_a_broken_disk_can_be_stopped(disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, run, processes = begun(disk / "runs", monkeypatch, epochs=100_000)
    done("mount", "-o", "remount,abort", disk)  # as after an error of the disk: the kernel lets nobody write any more
    look_at(store.root, run)
    assert "read-only file system" in told(store.root, "stop", run.id)
    processes[1].terminate()  # so a person does who cannot write a request
    wait_until(lambda: gone(processes[1:]))
    assert standing(run).status is Status.LOST
    processes[0].terminate()
    wait_until(lambda: gone(processes))


def gone(processes: list[psutil.Process]) -> bool:
    return not any(map(_lives, processes))


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):  # it may end between the two looks
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.parametrize("way", ["deleted", "unmounted", "unmounted with its root"])
def test_nothing_is_left_of_a_store_that_vanishes_nor_made_anew(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mounted(tmp_path / "disk", "-t", "tmpfs", "tmpfs") as disk:
        root = disk if way == "unmounted with its root" else disk / "runs"
        _, _, processes = begun(root, monkeypatch, epochs=100_000)
        path = os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))
        with Terminal([sys.executable, "-m", "tui", "--store", str(root)], tmp_path, {"PYTHONPATH": path}) as app:
            app.wait_for("1 running")
            vanished = time.monotonic()
            if way == "deleted":
                shutil.rmtree(root)
            else:
                assert done("umount", "-l", disk)
            wait_until(lambda: gone(processes))
            took = time.monotonic() - vanished
            app.wait_for("There are no runs")
            app.press("q")
            wait_until(lambda: not app.child.isalive())
            assert app.child.exitstatus == 0
        assert {path.name for path in disk.rglob("*")} <= {"small.toml"}, "something was made anew"
        assert f"no runs in {root}/" in in_pipe("--store", str(root), "list").stdout
    print(f"{way}: all its processes were gone after {took:.1f} s")


def test_a_run_in_a_long_epoch_does_not_train_on_for_a_store_that_is_gone(tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    (run,) = queue(store, seconds=600)
    ensure_dispatcher(store)
    wait_until(lambda: started(run) and run.state()["launched"].get("child"))
    launched = run.state()["launched"]
    processes = [psutil.Process(pid) for pid in (pid_of(store), launched["pid"], launched["child"])]
    shutil.rmtree(store.root)
    wait_until(lambda: gone(processes), GONE + 20)
    assert not store.root.exists()
