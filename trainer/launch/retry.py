"""Doing runs anew: new runs with the settings of earlier ones, which they name as their forerunners."""

import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import Any

from store.errors import StoreError
from store.files import locked
from store.goal import goal_metric
from store.ids import new_id
from store.run import Run, weights_of
from store.status import Status
from store.store import Store
from trainer.data.fingerprint import data_fingerprint
from trainer.launch.doorbell import LOCK
from trainer.launch.errors import LaunchError
from trainer.launch.provenance import git_state, versions
from trainer.launch.snapshot import keep_code
from trainer.launch.terms import Terms
from trainer.plan.component_code import component_code
from trainer.plan.config import Config
from trainer.plan.identity import code_identity, digest, run_identity
from trainer.plan.parse import parse_config
from trainer.plan.plugins import Plugin, load_trusted

KEPT = (
    "experiment",
    "experiment_note",
    "title",
    "variant",
    "seed",
    "goal",
    "baseline",
    "note",
    "config",
    "config_hash",
)
"""What a new run has in common with its forerunner, beside plug-ins and the experiment's file."""
TERMS = (*(term.name for term in fields(Terms)), "batch_parts")
"""What its run.json takes over."""


def retry_runs(store: Store, runs: Sequence[Run]) -> list[Run]:
    """Queue a new run for each of these, from the start: the same settings, on the present data, with the present code.

    What needs one of them needs its new run. Whoever retries then calls `ensure_dispatcher`. Raises `LaunchError` for
    a run that has not ended or needs what did not finish, `PlanError` and `DataError` where settings or data are gone.
    """
    ordered = sorted(runs, key=lambda run: (run.record.get("created", 0.0), run.id))
    begin = time.time()
    created = {run.id: begin + number * 1e-3 for number, run in enumerate(ordered)}
    new = {id_: new_id(when) for id_, when in created.items()}
    for run in ordered:
        _require_ended(store, run, new)
    records = [_anew(run, new, created[run.id]) for run in ordered]
    kept = [{name: run.state()[name] for name in TERMS} for run in ordered]
    states = [
        {**terms, "order": record["created"], "depends_on": _needed(record["weights"])}
        for terms, record in zip(kept, records, strict=True)
    ]
    keep_code(store.root, records)
    with locked(store.root / LOCK):
        return store.create_runs(records, states)


def _require_ended(store: Store, run: Run, new: Mapping[str, str]) -> None:
    status = run.standing().status
    if not status.ended:
        raise LaunchError(f"{run.name} ({run.id}) is {status}; only a run that has ended can be done anew")
    for id_ in _needed(weights_of(run.record)):
        if id_ not in new and _status(store, id_) is not Status.FINISHED:
            raise LaunchError(f"{run.name} ({run.id}) needs {id_}, which has not finished; retry that one with it")
        if id_ not in new and store.run(id_).lacks_weights():
            raise LaunchError(f"{run.name} ({run.id}) needs {id_}, whose weights are gone; retry that one with it")


def _status(store: Store, id_: str) -> Status | None:
    try:
        return store.run(id_).standing().status
    except StoreError:
        return None


def _anew(run: Run, new: Mapping[str, str], created: float) -> dict[str, Any]:
    """Return the record of a run that does again what another one did."""
    old = run.whole_record()
    for plugin in old.get("plugins") or ():
        load_trusted(Plugin(Path(plugin["path"]), plugin["sha256"]))
    config = parse_config(old["config"])
    weights = {name: [new.get(id_, id_) for id_ in ids] for name, ids in weights_of(old).items()}
    found = {
        "data_fingerprint": data_fingerprint(config.data, config.source),
        "components": component_code([config, *_configs_needed(run)], goal_metric(old.get("goal"))),
        "weights": weights,
        "start_run": next(iter(weights.get(config.network.start, ())), None),
    }
    file = Path(old.get("experiment_file") or ".")
    return {
        **{name: old.get(name) for name in KEPT},
        "id": new[run.id],
        "created": created,
        "forerunner": run.id,
        "plugins": old.get("plugins") or [],
        "experiment_file": str(file),
        "versions": versions(),
        "git": git_state(file.parent),
        "host": socket.gethostname(),
        "code": code_identity(),
        "identity": _identity(run, found),
        **found,
    }


def _identity(run: Run, found: Mapping[str, Any]) -> str:
    """Return the identity that queueing the experiment would give to this run (`Batch.identity`)."""
    old = run.record
    seeds = {needed.id: needed.record["seed"] for needed in _needs(run)}
    named = [id_ for name, ids in found["weights"].items() if name.startswith("run:") for id_ in ids]
    of_seeds = [[seeds[id_] for id_ in ids] for name, ids in weights_of(old).items() if name.startswith("seeds:")]
    settings = digest([old["config_hash"], *named, *of_seeds]) if named or of_seeds else old["config_hash"]
    others = [plugin["sha256"] for plugin in old.get("plugins") or ()] + list(found["components"].values())
    return run_identity(settings, old["seed"], found["data_fingerprint"], code_identity(), others)


def _configs_needed(run: Run) -> Iterator[Config]:
    """Yield the settings of the runs whose weights a run needs, and of those that they need."""
    for needed in _needs(run):
        yield parse_config(needed.record["config"])
        yield from _configs_needed(needed)


def _needs(run: Run) -> Iterator[Run]:
    return (Run(run.folder.parent / id_) for id_ in _needed(weights_of(run.record)))


def _needed(weights: Mapping[str, Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(weights.values())))
