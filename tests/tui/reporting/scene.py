"""A store with fixed figures: an experiment as it is queued, whose runs obey a law of what settings cost."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from store.run import Run
from store.store import Store
from tests.support.answers import keep_answers
from tests.trainer.launch.planned import end
from trainer.diagnose.asked import Asked
from trainer.diagnose.bench import Bench
from trainer.diagnose.bisection import Bisection
from trainer.diagnose.errand import errand_of
from trainer.diagnose.inquiry import Rules
from trainer.diagnose.kept import kept_experiment
from trainer.diagnose.remedies.proposals import proposals
from trainer.diagnose.remedies.trials import Trials
from trainer.diagnose.search import Search
from trainer.diagnose.signatures.kinds import Kind
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

FILE = """\
title = "Why did it get worse?"
note = "Three settings were changed at once."
goal = "test.accuracy >= 0.85"
seeds = 4

[base]
data = { name = "digits" }
network = { name = "mlp" }
training = { epochs = 2, device = "cpu" }

[variants.baseline]
note = "as it was"

[variants.tuned]
optimizer = { lr = 0.1 }
regularizers = { dropout = { rate = 0.6 }, mixup = true }
"""
FIXED = {
    "code": {"version": "0.1.0", "hash": "c0dec0dec0de"},
    "versions": {"python": "3.11.9", "torch": "2.14.1"},
    "git": {"commit": "5eed5eed", "diff": "", "cut": False},
    "host": "box",
    "data_fingerprint": "d1d1d1d1",
}
BEGAN = 1_790_000_000.0
Law = Callable[[Run], float]


def dropout_costs(run: Run) -> float:
    """Return the accuracy of a run: dropout costs 0.2, seeds bring a little."""
    chance = Random(f"{run.record['variant']} {run.record['seed']}")
    cost = 0.2 if "dropout" in run.record["config"]["regularizers"] else 0.0
    return round(0.9 - cost + 0.002 * (run.record["seed"] % 5) + chance.gauss(0, 0.002), 4)


def write_file(folder: Path, text: str = FILE) -> Path:
    file = folder / "why.toml"
    file.write_text(text)
    return file


def queued(folder: Path, text: str = FILE, only: Sequence[str] = (), sets: Sequence[str] = ()) -> Store:
    """Queue an experiment into the store of a folder."""
    store = Store(folder / "runs")
    queue_runs(store, plan_runs(load_experiment(write_file(folder, text), sets), only))
    return store


def trained(folder: Path, law: Law = dropout_costs, **how: Any) -> Store:
    """Queue an experiment, and let its runs finish by a law."""
    store = queued(folder, **how)
    for number, row in enumerate(store.rows()):
        finish(store.run(row.id), law, number)
    return Store(store.root)


def finish(run: Run, law: Law, number: int = 0) -> None:
    """Let a run finish with the figures of a law, on a machine that is the same wherever the test is run."""
    path = run.folder / "config.json"
    record = json.loads(path.read_text()) | FIXED | {"created": BEGAN + number}
    path.write_text(json.dumps(record))
    end(run)
    accuracy = law(Run(run.folder))
    figures = {f"{split}.{name}": value for split in ("val", "test") for name, value in _figures(accuracy).items()}
    epochs = [
        {"t": 1.0, "kind": "epoch", "epoch": epoch, "metrics": {"val.accuracy": accuracy * epoch / 2}, "seconds": 1.5}
        for epoch in (1, 2)
    ]
    lines = [
        {"t": 1.0, "kind": "started", "device": "cpu", "device_name": "CPU"},
        *epochs,
        {"t": 1.0, "kind": "measured", "of": "best", "metrics": figures},
        {"t": 2.0, "kind": "finished"},
    ]
    (run.folder / "events.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))


def _figures(accuracy: float) -> dict[str, float]:
    return {"accuracy": accuracy, "loss": round(3 * (1 - accuracy), 4)}


def keep_wrong_answers(store: Store) -> None:
    """Let the runs of baseline and tuned keep what they said: tuned takes half of the cats for dogs."""
    labels = [0, 0, 0, 0, 1, 1, 1, 1]
    said = {"baseline": labels, "tuned": [0, 0, 1, 1, 1, 1, 1, 1]}
    for row in store.rows():
        if row.variant in said:
            keep_answers(store.root / row.id, labels, said[row.variant], ["cat", "dog"])


def remedied(store: Store) -> None:
    """Try two remedies, which win three quarters of the decline, and hold the better one against fresh seeds."""
    bench = Bench(store, kept_experiment(store, "why", ["baseline", "tuned"]), "baseline", "tuned")
    known = proposals(bench.experiment.variants["tuned"], [Kind.UNDERFITTING])

    def law(run: Run) -> float:
        return dropout_costs(run) + (0.15 if "+" in run.record["variant"] else 0.0)

    trials = Trials(bench, lambda runs, _why: finish_all(runs, law))
    trials.each(known[:2])
    best = trials.best()
    assert best is not None
    assert trials.confirm(best) is not None


def finish_all(runs: Sequence[Run], law: Law) -> None:
    """Let runs finish by a law, as far as they have not ended."""
    for run in runs:
        if not run.standing().status.ended:
            finish(run, law, 1000)


def searched(store: Store, law: Law = dropout_costs, *, confirmed: bool = True) -> None:
    """Search what made tuned worse, to its end; the runs that are asked for finish by the law."""
    bench = Bench(store, kept_experiment(store, "why", ["baseline", "tuned"]), "baseline", "tuned")
    bisection = Bisection(list(bench.changes), rules=Rules(most_runs=200))
    search = Search(bench, bisection, lambda runs, _why: finish_all(runs, law), lambda _step: None)
    with errand_of(store.root, Asked("why", "baseline", "tuned")).taken({}):
        answer = search.answer()
        if confirmed:
            search.confirmation(answer, "test.accuracy")
