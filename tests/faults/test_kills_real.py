"""Training itself is killed at random and resumed until it is done: it ends bit for bit where the unbroken run does."""

import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import Tensor

from store.run import BEST, LAST, PREDICTIONS, Run
from store.store import Store
from tests.faults.havoc import FULL, SEED, Havoc
from tests.faults.truth import Living, acknowledged, check_now, check_rows, check_story, living
from tests.trainer.launch.scene import events, wait_until
from trainer.engine.weights import read_weights
from trainer.launch.queue import queue_runs
from trainer.launch.terms import Terms
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.stress
REAL = 60
"""How many of the children that are killed in full are trainers; the others are stand-ins."""
COUNT = REAL if FULL else 4
KEPT = Terms(keep=("best", "last"))
EPOCHS = 20
FILE = f"""
seeds = 1
[base]
data = {{name = "digits"}}
network = {{name = "mlp", widths = [512, 512]}}
optimizer = {{name = "adam", lr = 0.003}}
regularizers = {{dropout = true, ema = true}}
training = {{epochs = {EPOCHS}, device = "cpu", threads = 1}}
[variants.baseline]
"""


class Killer:
    """Kills children that train, each at a moment of its own kind."""

    def __init__(self, havoc: Havoc) -> None:
        self.havoc = havoc
        self.moments: dict[str, Callable[[Living], None]] = {
            "starting": lambda _: time.sleep(havoc.chance.uniform(0.0, 3.0)),
            "training": self._wait_for_training,
            "writing": self._wait_for_writing,
        }

    def strike(self) -> None:
        """Kill a child at a random moment of its life, if it still lives by then."""
        victim = self.havoc.chance.choice(wait_until(lambda: living(self.havoc.store, "child")))
        moment = self.havoc.chance.choice(list(self.moments))
        self.moments[moment](victim)
        if victim in living(self.havoc.store, "child") and self.havoc.kill_it(victim):
            self.havoc.killed[moment] += 1

    def _wait_for_training(self, victim: Living) -> None:
        run = self.havoc.store.run(victim.run)
        wait_until(lambda: is_gone(victim) or (run.history().started or {}).get("pid") == victim.pid)
        time.sleep(self.havoc.chance.uniform(0.0, 1.5))

    def _wait_for_writing(self, victim: Living) -> None:
        """Wait until a checkpoint is being written, or just was: a random one of the next few."""
        folder = self.havoc.store.run(victim.run).folder
        seen = checkpoints(folder)
        count = len(seen) + self.havoc.chance.randint(1, 24)
        while len(seen) < count and not is_gone(victim):
            seen |= checkpoints(folder)


def checkpoints(folder: Path) -> set[tuple[str, int]]:
    """Return the names and times of change of checkpoints, also of those that are not whole yet."""
    found = set()
    for path in folder.glob("*.safetensors*"):
        with suppress(FileNotFoundError):
            found.add((path.name, path.stat().st_mtime_ns))
    return found


def is_gone(victim: Living) -> bool:
    """Say whether a process has ended and was waited for."""
    return not Path(f"/proc/{victim.pid}").exists()


def queue_training(store: Store, folder: Path, count: int) -> list[Run]:
    """Queue the same training several times."""
    (folder / "real.toml").write_text(FILE)
    planned = plan_runs(load_experiment(folder / "real.toml"))
    return [run for _ in range(count) for run in queue_runs(store, planned, again=True, terms=KEPT).runs]


def weights_of(run: Run) -> dict[str, Tensor]:
    """Return every tensor that a run has kept: position, optimizer, averages, best weights, predictions."""
    files = (LAST, BEST, PREDICTIONS)
    return {f"{file}: {name}": tensor for file in files for name, tensor in read_weights(run.folder / file).items()}


def check_equal(run: Run, unbroken: Run) -> None:
    """See to it that a run ended exactly as the unbroken one, and told the same of every epoch each time."""
    kept, expected = weights_of(run), weights_of(unbroken)
    assert kept.keys() == expected.keys()
    assert [name for name, tensor in kept.items() if not torch.equal(tensor, expected[name])] == []
    figures = {event["epoch"]: event["metrics"] for event in unbroken.history().epochs}
    for event in [*run.history().epochs, *run.history().superseded]:
        assert event["metrics"] == figures[event["epoch"]]
    assert run.history().measured == unbroken.history().measured
    assert acknowledged(run) == set(range(1, EPOCHS + 1))


def test_training_that_is_killed_again_and_again_ends_with_the_weights_of_the_unbroken_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKSLIDE_CHILD")
    store, begun = Store(tmp_path / "runs"), time.monotonic()
    havoc = Havoc(store, Random(SEED))
    (unbroken,) = queue_training(store, tmp_path, 1)
    havoc.revive()
    wait_until(lambda: unbroken.standing().status.ended)
    killer = Killer(havoc)
    while havoc.killed["child"] < COUNT:
        if not havoc.runs or havoc.over():
            havoc.runs += queue_training(store, tmp_path, 2)
        havoc.resume()
        killer.strike()
        check_now(store)
        assert [event for run in havoc.runs for event in events(run, "failed")] == []
    havoc.finish()
    for run in havoc.runs:
        check_story(run)
        check_equal(run, unbroken)
    check_rows(store)
    print(f"seed {SEED}: killed {dict(havoc.killed)} in {time.monotonic() - begun:.0f} s", end="")
    print(f"; {len(havoc.runs)} runs of {EPOCHS} epochs, resumed {sum(len(resumes(run)) for run in havoc.runs)} times")


def resumes(run: Run) -> list[dict[str, Any]]:
    """Return how often a run went on from a checkpoint."""
    return events(run, "resumed")
