"""Stores of made-up but realistic runs, for tests and benchmarks: thousands of them in seconds, no torch."""

import os
import random
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from store.files import hold
from store.format import write_format
from store.ids import new_id
from store.liveness import this_machine
from store.run import EVENTS, EXIT, LOCK, NEW_STATE, RECORD, STATE, Run
from store.status import ALIVE, Status
from store.store import Store

BEGAN = 1_790_000_000.0
"""When the first run of a made-up store was made."""
EPOCH_SECONDS = 1.5
VARIANTS: dict[str, dict[str, Any]] = {
    "baseline": {},
    "tuned": {"optimizer.lr": 0.003, "regularizers.dropout.rate": 0.6, "regularizers.label_smoothing": {"amount": 0.3}},
    "remedy": {"optimizer.lr": 0.003, "regularizers.dropout.rate": 0.2},
    "no-mixup": {"regularizers.mixup": None},
}
"""Variants of the made-up experiment: in what each differs from the baseline (None: the table is absent)."""
MIXED = [Status.FINISHED] * 4 + [Status.RUNNING, Status.FAILED, Status.QUEUED, Status.STOPPED]
"""Statuses of a store in which much goes on."""
ACCURACY = {"baseline": 0.95, "tuned": 0.82, "remedy": 0.94}
"""The test accuracy that a variant's runs end near; others end near 0.9."""
CONFIG: dict[str, Any] = {
    "data": {"name": "digits", "validation_share": 0.2, "test_share": 0.2, "split_seed": 0, "normalization": "auto"},
    "network": {"name": "small_cnn", "start": "none", "width": 32, "depth": 3},
    "optimizer": {"name": "adamw", "lr": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08},
    "schedule": {"name": "constant", "warmup_epochs": 0.0},
    "training": {
        "epochs": 20,
        "batch_size": 32,
        "device": "cpu",
        "threads": 1,
        "select": "best",
        "select_metric": "val.accuracy",
    },
    "regularizers": {
        "dropout": {"rate": 0.2, "where": "head"},
        "mixup": {"alpha": 0.2},
        "weight_decay": {"amount": 0.01, "mode": "decoupled", "spare_norms_and_biases": True},
    },
}
_HELD: list[int] = []
"""Locks of made-up living runs; they are held until this process ends."""


def make_store(  # every part of a store that a test may want otherwise
    root: Path,
    runs: int = 10,
    *,
    experiment: str = "decline",
    variants: Sequence[str] = tuple(VARIANTS),
    epochs: int = 5,
    statuses: Sequence[Status] = (Status.FINISHED,),
    indexed: bool = True,
) -> Store:
    """Write runs into a store, seed by seed, variant by variant; `statuses` take turns. Returns the store.

    A waiting run needs the one before it.
    """
    write_format(root)
    newest: list[str] = []
    for number in range(runs):
        seed, place = divmod(number, len(variants))
        status = statuses[number % len(statuses)]
        run = add_run(
            root,
            experiment=experiment,
            variant=variants[place],
            seed=seed,
            epochs=epochs,
            status=status,
            created=BEGAN + 60 * number,
            needs=newest if status is Status.WAITING else (),
        )
        newest = [run.id]
    store = Store(root)
    if indexed:
        store.reindex()
    return store


def add_run(
    root: Path,
    *,
    experiment: str = "decline",
    variant: str = "baseline",
    seed: int = 0,
    epochs: int = 5,
    status: Status = Status.FINISHED,
    created: float = BEGAN,
    config: dict[str, Any] | None = None,
    needs: Sequence[str] = (),
    **changes: Any,
) -> Run:
    """Write one run's folder as it looks in a status; `changes` replace parts of its record.

    `needs` are the ids of runs that it depends on; `unknown` is a run of another machine that fell silent, `silent`
    one of this machine.
    """
    write_format(root)
    folder = root / new_id(created)
    folder.mkdir()
    config = config or make_config(variant, epochs)
    record = make_record(folder.name, experiment, variant, seed, config)
    _write(folder / RECORD, record | {"created": created} | changes)
    _write(folder / STATE, _state(status, created) | {"depends_on": list(needs)})
    if status in _UNLAUNCHED:
        return Run(folder)
    done = epochs if status is Status.FINISHED else max(epochs // 2, 1)
    lines = list(make_events(variant, seed, created + 1, epochs, done))
    lines += _end(status, lines[-1]["t"] + 0.5, done)
    _write_course(folder, lines)
    if status in _ENDINGS:
        code = {"status": int(status is Status.FAILED), "signal": None}
        _write(folder / EXIT, code | {"ended": lines[-1]["t"] + 0.2, "peak_memory": 250_000_000})
    if status in ALIVE:
        _HELD.append(hold(folder / LOCK))
    return Run(folder)


def make_config(variant: str = "baseline", epochs: int = 20) -> dict[str, Any]:
    """Return the resolved settings of a variant."""
    config = deepcopy(CONFIG)
    config["training"]["epochs"] = epochs
    for path, value in VARIANTS.get(variant, {}).items():
        *tables, name = path.split(".")
        table = config
        for part in tables:
            table = table[part]
        if value is None:
            del table[name]
        else:
            table[name] = value
    return config


def make_record(id_: str, experiment: str, variant: str, seed: int, config: dict[str, Any]) -> dict[str, Any]:
    """Return what config.json holds of a run."""
    hashed = blake2b(orjson.dumps(config, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()
    return {
        "format": 2,
        "id": id_,
        "experiment": experiment,
        "title": "Why did fine-tuning decline?",
        "variant": variant,
        "seed": seed,
        "goal": "test.accuracy >= 0.9",
        "baseline": "baseline",
        "note": "",
        "config": config,
        "config_hash": hashed,
        "identity": f"{hashed}-{seed}",
        "data_fingerprint": "d1d1d1d1",
        "code": {"version": "0.1.0", "hash": "c0dec0de"},
        "start_run": None,
        "plugins": [],
        "experiment_file": f"experiments/{experiment}.toml",
        "versions": {"torch": "2.14.1"},
        "git": None,
        "host": "box",
    }


def make_events(variant: str, seed: int, began: float, epochs: int, done: int) -> Iterator[dict[str, Any]]:
    """Yield the events of a run until after its epoch `done`, and its figures where that is the last one."""
    chance = random.Random(f"{variant} {seed}")
    goal = ACCURACY.get(variant, 0.9) + chance.gauss(0, 0.005)
    yield {
        "t": began,
        "kind": "started",
        "pid": 0,
        "device": "cpu",
        "device_name": "CPU",
        "epochs": epochs,
        "parameters": 61_000,
    }
    yield {"t": began, "kind": "effective", "settings": {"dropout.layers": 1, "weight_decay.decayed": 6}}
    yield {"t": began, "kind": "measured", "of": "start", "metrics": {"test.accuracy": 0.1, "test.loss": 2.3}}
    if variant == "tuned":
        text = "0.6 of the head's inputs are dropped: it underfits more often than not"
        yield {"t": began, "kind": "warning", "setting": "regularizers.dropout.rate", "text": text}
    reached = [goal * (1 - 0.6 * 0.02 ** ((epoch + 1) / epochs)) + chance.gauss(0, 0.003) for epoch in range(epochs)]
    now = began
    for epoch in range(1, done + 1):
        now = began + epoch * EPOCH_SECONDS
        yield {"t": now, "kind": "epoch", "epoch": epoch, "metrics": _metrics(reached[epoch - 1])} | _PACE
        yield {"t": now, "kind": "checkpoint", "epoch": epoch}
    if done == epochs:
        whole = {f"{split}.{name}": value for split in _SPLITS for name, value in _figures(goal, split).items()}
        for of in ("best", "last"):
            yield {"t": now, "kind": "measured", "of": of, "metrics": whole}
        yield {"t": now, "kind": "speed", "latency_1_ms": 1.2, "latency_64_ms": 9.5, "images_per_second": 2100.0}


_SPLITS = {"train": 0.03, "val": 0.01, "test": 0.0}
_PACE = {"seconds": EPOCH_SECONDS, "images_per_second": 2100.0}
_UNLAUNCHED = frozenset({Status.QUEUED, Status.WAITING, Status.SKIPPED})
_ENDINGS = frozenset({Status.FINISHED, Status.FAILED, Status.STOPPED})


def _metrics(accuracy: float) -> dict[str, float]:
    metrics = {f"{split}.{name}": v for split in ("train", "val") for name, v in _figures(accuracy, split).items()}
    return metrics | {"train.batch_loss": 0.5, "lr": 0.001}


def _figures(accuracy: float, split: str) -> dict[str, float]:
    value = min(accuracy + _SPLITS[split], 1.0)
    return {"accuracy": value, "loss": 2.5 * (1.02 - value), "macro_f1": value - 0.01, "calibration_error": 0.03}


def _end(status: Status, now: float, done: int) -> list[dict[str, Any]]:
    if status is Status.FINISHED:
        return [{"t": now, "kind": "finished", "epochs": done, "reason": ""}]
    if status is Status.FAILED:
        advice = "lower optimizer.lr or clip gradients"
        return [{"t": now, "kind": "failed", "reason": "the loss is no longer finite", "advice": advice}]
    if status is Status.STOPPED:
        return [{"t": now, "kind": "stopped", "epoch": done, "step": 10}]
    return [{"t": now, "kind": "progress", "epoch": done + 1, "step": 3, "steps": 45, "loss": 0.4}]


def _state(status: Status, created: float) -> dict[str, Any]:
    here = this_machine().as_evidence()
    away = {"host": "elsewhere", "boot_id": "-", "pid_namespace": "-"}
    state = NEW_STATE | {"order": created}
    if status is Status.SKIPPED:
        return state | {"skipped": "needs decline/source/0, which failed"}
    if status in _UNLAUNCHED:
        return state
    heard = time.time() if status is Status.RUNNING else created
    launched = {"t": heard, "pid": os.getpid(), "device": "cpu", "device_name": "CPU"}
    asked = created if status is Status.STOPPING else None
    return state | {"launched": launched | (away if status is Status.UNKNOWN else here), "stop_requested": asked}


def _write_course(folder: Path, events: list[dict[str, Any]]) -> None:
    """Write what a run's process leaves: its events, and a line for each epoch on the console."""
    (folder / EVENTS).write_bytes(b"".join(orjson.dumps(event) + b"\n" for event in events))
    epochs = (event for event in events if event["kind"] == "epoch")
    lines = (f"epoch {event['epoch']}  val {event['metrics']['val.accuracy']:.4f}\n" for event in epochs)
    (folder / "console.log").write_text("".join(lines))


def _write(path: Path, value: Any) -> None:
    path.write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))
