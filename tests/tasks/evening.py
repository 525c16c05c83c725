"""The store that the tasks are done on: an experiment that was queued in the evening, looked at in the morning."""

from pathlib import Path
from typing import Any

import pytest

from store.run import Run
from store.status import Status
from store.store import Store
from tests.support.answers import keep_answers
from tests.support.stores import BEGAN, add_run, make_config
from tests.trainer.launch.scene import use_stand_ins
from tui.app import Backslide
from tui.home.since import Look

MORNING = BEGAN + 9 * 3600
CLASSES = ["cat", "dog", "owl"]
LABELS = [0, 0, 0, 1, 1, 1, 2, 2, 2] * 4
MIXUP = {"alpha": 0.2}
RUNS = {
    "baseline": (Status.FINISHED,) * 3,
    "tuned": (Status.FINISHED,) * 3,
    "remedy": (Status.FINISHED,) * 3,
    "larger_steps": (Status.FAILED, Status.FAILED, Status.STOPPED),
}
"""What became of each variant, seed by seed; all but the baseline have mixup."""
NAN = "step 37: the loss is nan"
"""A line in the middle of the console of the runs that failed."""


def evening(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Stand in a folder whose store has runs of last night; what is queued there is done by stand-ins."""
    monkeypatch.chdir(folder)
    use_stand_ins(monkeypatch, folder)
    created = BEGAN
    for variant, statuses in RUNS.items():
        for seed, status in enumerate(statuses, 1):
            created += 60
            _add(variant, seed, status, created)
    store = Store(Path("runs"))
    store.reindex()
    return store


def morning(store: Store) -> Backslide:
    """Return the app as it is opened the next morning, after a look in the evening."""
    app = Backslide(store)
    app.last_look.clock = lambda: MORNING
    app.last_look.look = Look(BEGAN)
    return app


def _add(variant: str, seed: int, status: Status, created: float) -> None:
    run = add_run(
        Path("runs"), variant=variant, seed=seed, status=status, created=created, config=_config(variant), epochs=5
    )
    if status is Status.FINISHED:
        said = [0 if variant == "tuned" and label == 1 else label for label in LABELS]
        keep_answers(run.folder, LABELS, said, CLASSES)
    if status is Status.FAILED:
        _write_console(run)


def _config(variant: str) -> dict[str, Any]:
    config = make_config(variant, 5)
    config["regularizers"]["mixup"] = MIXUP
    if variant == "baseline":
        del config["regularizers"]["mixup"]
    if variant == "larger_steps":
        config["optimizer"]["lr"] = 3.0
    return config


def _write_console(run: Run) -> None:
    lines = [f"step {step}: loss 0.{step:03}" for step in range(400)]
    lines[37] = NAN
    (run.folder / "console.log").write_text("\n".join(lines) + "\n")
