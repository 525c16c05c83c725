"""Runs that are over at once, with the figures that the stand-in trainer's law gives them: no process is started."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from store.run import Run
from store.status import Status
from store.store import Store
from tests.support.experiments import QUICK
from tests.trainer.launch.planned import end
from tests.trainer.launch.stand_in import LAW, lawful
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

REST = """
training = {batch_size = 64}
regularizers = {dropout = {rate = 0.3}, mixup = true, label_smoothing = true}
[variants.same]
note = "differs in nothing"
"""
FILE = f"seeds = 2\n{QUICK}{REST}"
"""Five changes between baseline and tuned."""
FILE_OF_TWO = f"seeds = 3\n{QUICK}regularizers = {{dropout = {{rate = 0.3}}}}\n"


def finish(runs: Iterable[Run]) -> None:
    """Let runs that wait be over, as the law has it; their noise is the same whatever settings there are."""
    for run in runs:
        if run.standing().status is not Status.QUEUED:
            continue
        figure = lawful(run.record, run.name)
        kind = "failed" if figure == float("-inf") else "finished"
        end(run, kind)
        metrics = dict.fromkeys(("test.accuracy", "val.accuracy", "train.accuracy"), figure)
        events = [
            {"t": 1.0, "kind": "measured", "of": "best", "metrics": metrics},
            {"t": 2.0, "kind": kind, "reason": "the loss is not finite" if kind == "failed" else ""},
        ]
        told = events if kind == "finished" else events[1:]
        (run.folder / "events.jsonl").write_text("".join(f"{json.dumps(event)}\n" for event in told))


def wait(runs: Sequence[Run], why: str) -> None:
    """Wait for runs as a search does."""
    finish(runs)


def measured_store(folder: Path, monkeypatch: pytest.MonkeyPatch, law: dict[str, float], file: str = FILE) -> Store:
    """Return a store in which baseline and tuned have finished with the file's seeds."""
    monkeypatch.setenv(LAW, json.dumps(law))
    path, store = folder / "why.toml", Store(folder / "runs")
    path.write_text(file)
    finish(queue_runs(store, plan_runs(load_experiment(path))).runs)
    return store
