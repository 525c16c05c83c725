"""Groups to compare: a baseline, a tuned variant that got worse, and a remedy, with figures that real runs have."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from store.compare.catalogue import Setting
from store.compare.groups import Group, Member
from store.compare.metrics import with_made_figures
from store.goal import reached
from store.status import Status

GOAL = "test.accuracy >= 0.9"
CONFIG: dict[str, Any] = {
    "data": {"name": "digits", "test_share": 0.2},
    "network": {"name": "small_cnn", "start": "variant:source", "width": 32},
    "optimizer": {"name": "adamw", "lr": 0.001},
    "training": {"epochs": 20, "select": "best"},
    "regularizers": {"dropout": {"rate": 0.2, "where": "head"}, "weight_decay": {"amount": 0.01, "mode": "decoupled"}},
}
CATALOGUE = (
    Setting("network.name", "network"),
    Setting("optimizer.name", "optimizer", default="adam"),
    Setting("optimizer.lr", "optimizer", default=0.001),
    Setting("optimizer.momentum", "optimizer", default=0.9),
    Setting("training.epochs", "training", "epochs", 20, "How often the training set is gone through."),
    Setting("regularizers.dropout.rate", "layers", default=0.5, help="Share of the inputs that is dropped."),
    Setting("regularizers.dropout.where", "layers", default="head"),
    Setting("regularizers.weight_decay.amount", "weights", default=0.01),
    Setting("regularizers.weight_decay.mode", "weights", default="decoupled"),
    Setting("regularizers.pruning.by", "weights", default="share"),
    Setting("regularizers.pruning.share", "weights", default=0.3),
    Setting("regularizers.flip", "images"),
)
ACCURACIES = {
    "baseline": (0.961, 0.953, 0.967, 0.958, 0.956),
    "tuned": (0.894, 0.875, 0.906, 0.883, 0.897),
    "remedy": (0.958, 0.950, 0.969, 0.953, 0.958),
}


def config(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the baseline's configuration with values replaced by dotted path (None: taken out)."""
    made = deepcopy(CONFIG)
    for path, value in (changes or {}).items():
        *tables, name = path.split(".")
        table = made
        for part in tables:
            table = table.setdefault(part, {})
        if value is None:
            del table[name]
        else:
            table[name] = value
    return made


def figures(accuracy: float, seed: int) -> dict[str, float]:
    """Return what a run with a test accuracy measures."""
    return with_made_figures(
        {
            "test.accuracy": accuracy,
            "test.loss": 3 * (1 - accuracy),
            "test.macro_f1": accuracy - 0.002,
            "test.calibration_error": 0.02 + seed / 1000,
            "val.accuracy": accuracy - 0.004,
            "train.accuracy": 1.0,
            "train.batch_loss": 0.01,
            "source.accuracy": accuracy - 0.1,
            "start.source.accuracy": 0.98,
            "start.test.accuracy": 0.11,
            "speed.latency_1_ms": 1.25,
            "speed.peak_memory": 512 * 2**20,
            "time.seconds": 31.0 + seed,
            "epochs": 20,
        }
    )


def member(seed: int, accuracy: float, status: Status = Status.FINISHED, **changes: Any) -> Member:
    """Return one run; `changes` replace parts of it."""
    measured = figures(accuracy, seed)
    parts = {"figures": measured, "reached": reached(GOAL, measured), "data": "d1", "code": "0.1.0, c0de"} | changes
    return Member(f"2026-11-24-{seed:03}", seed, status, **parts)


def group(
    variant: str = "baseline",
    changes: Mapping[str, Any] | None = None,
    members: Sequence[Member] | None = None,
    **parts: Any,
) -> Group:
    """Return a variant's group: five finished runs, unless members are given."""
    if members is None:
        members = [member(seed, accuracy) for seed, accuracy in enumerate(ACCURACIES[variant])]
    about = {"name": f"decline/{variant}", "variant": variant, "goal": GOAL, "baseline": "baseline"}
    return Group(config=config(changes), members=tuple(members), **about | parts)


def tuned(members: Sequence[Member] | None = None, **parts: Any) -> Group:
    """Return a variant that got worse."""
    return group(
        "tuned", {"optimizer.lr": 0.01, "regularizers.dropout.rate": 0.6, "regularizers.flip": {}}, members, **parts
    )


def remedy(members: Sequence[Member] | None = None) -> Group:
    """Return a variant that mends it."""
    return group("remedy", {"optimizer.lr": 0.01, "regularizers.pruning": {"by": "share", "share": 0.3}}, members)
