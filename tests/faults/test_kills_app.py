"""The app is killed at random while keys are typed in it: the store stays whole, and the runs go on."""

import os
import sys
import time
from pathlib import Path
from random import Random

import pexpect
import pytest

from store.run import Run
from tests.faults.havoc import FULL, KILLS, SEED
from tests.faults.people import Place
from trainer.launch.dispatcher import ensure_dispatcher
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

pytestmark = pytest.mark.stress
COUNT = KILLS if FULL else 8
LOOKS = ("j", "k", "g", "G", "\t", "z", "l", " ", "\r", "\x1b", "1", "2", "d", "a", "m", "o", "i", "?")
ACTS = ("sy", "py", "r", "Ry", "xy", "n\rs")
"""Stop, pause, resume, retry, remove, launch; each after asking, or by way of another screen."""


class Viewer(Place):
    """Looks at the store in the app."""

    def look(self) -> int:
        """Open the app, type at random, and kill it; return how many keys were typed."""
        environment = os.environ | {"TERM": "xterm-256color"}
        call = ["-m", "tui", "--store", str(self.store.root)]
        app = pexpect.spawn(sys.executable, call, env=environment, cwd=str(self.folder), dimensions=(45, 160))
        wait(app, self.chance.uniform(0.0, 2.0))
        keys = "".join(self.chance.choice(self.chance.choice([LOOKS, ACTS])) for _ in range(self.chance.randint(0, 6)))
        keys += self.chance.choice(ACTS)
        for key in keys:
            app.send(key)
            wait(app, self.chance.uniform(0.0, 0.3))
        wait(app, self.chance.uniform(0.0, 1.0))
        app.kill(9)
        app.close(force=True)
        return len(keys)


def launches(run: Run) -> int:
    """Return how often a run was launched."""
    return len(run.state()["earlier"]) + 1


def wait(app: "pexpect.spawn[bytes]", seconds: float) -> None:
    """Read what an app prints for a while, as a terminal does."""
    app.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=seconds)


def test_the_app_may_be_killed_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, viewer, typed = time.monotonic(), Viewer(tmp_path, monkeypatch, Random(SEED)), 0
    queue_runs(viewer.store, plan_runs(load_experiment(viewer.file)))
    ensure_dispatcher(viewer.store)
    for _ in range(COUNT):
        typed += viewer.look()
        viewer.check()
    runs = viewer.tidy().runs
    print(f"seed {SEED}: killed {COUNT} apps in {time.monotonic() - begun:.0f} s", end="")
    print(f", after {typed} keys; {len(runs)} runs finished, {sum(map(launches, runs))} launches")
