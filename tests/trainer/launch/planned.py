"""An experiment of a start and two variants, queued as a person would."""

from collections.abc import Sequence
from pathlib import Path

from store.run import BEST, Run
from store.store import Store
from trainer.launch.queue import Queued, queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

FILE = """
title = "Why?"
goal = "test.accuracy >= 0.9"
seeds = 2
[base]
data = {name = "digits"}
network = {name = "mlp"}
training = {epochs = 1}
[variants.source]
[variants.baseline]
note = "as ever"
network = {start = "variant:source"}
[variants.tuned]
network = {start = "variant:source"}
optimizer = {lr = 0.1}
"""


def queue(
    store: Store, file: Path, *sets: str, only: Sequence[str] = (), seeds: Sequence[int] = (1,), again: bool = False
) -> Queued:
    return queue_runs(store, plan_runs(load_experiment(file, sets), only, seeds), again)


def end(run: Run, kind: str = "finished") -> None:
    """Let a run be over."""
    with run.change_state() as state:
        state["launched"] = {"t": 1.0}
    (run.folder / "events.jsonl").write_text(f'{{"t":2.0,"kind":"{kind}"}}\n')
    (run.folder / BEST).touch()


def names(runs: Sequence[Run]) -> list[str]:
    return [run.name for run in runs]
