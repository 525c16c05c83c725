"""Runs of which there is something to say on the pages that a diff opens: answers, code, and a file that was edited."""

from pathlib import Path

from store.store import Store
from tests.store.test_code import keep
from tests.support.answers import keep_answers
from tests.support.experiments import QUICK
from tests.support.stores import add_run
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs

LABELS = [0, 0, 0, 1, 1, 1, 2, 2]
SAID = {"baseline": [[0, 0, 1, 1, 1, 1, 2, 2], [0, 0, 0, 1, 1, 1, 2, 1]], "tuned": [[1, 1, 1, 1, 1, 1, 2, 2]] * 2}


def with_answers() -> Store:
    for variant, answers in SAID.items():
        for seed, said in enumerate(answers):
            run = add_run(Path("runs"), variant=variant, seed=seed)
            keep_answers(run.folder, LABELS, said, ["[b]cat", "dog", "owl"])
    return Store(Path("runs"))


def with_code(experiment: str = "decline") -> Store:
    root = Path("runs")
    keep(root, "one", trainer__loop="a\nb\n")
    keep(root, "two", trainer__loop=f"a\n[red]{'c' * 90}\n")
    git = {"commit": "c0ffee", "diff": "", "cut": False}
    for variant, snapshot in (("baseline", "one"), ("tuned", "two")):
        add_run(root, experiment=experiment, variant=variant, snapshot=snapshot, git=git)
    return Store(root)


def with_file() -> Store:
    Path("why.toml").write_text(f"seeds = 1\n{QUICK}")
    store = Store(Path("runs"))
    queue_runs(store, plan_runs(load_experiment(Path("why.toml"))))
    Path("why.toml").write_text(f"seeds = 1\n{QUICK}".replace("lr = 0.1", "lr = 0.2"))
    for record in Path("runs").glob("*/config.json"):
        record.write_text(record.read_text().replace(f"{Path.cwd()}/why.toml", "why.toml"))
    return store
