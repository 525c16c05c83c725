"""Whether an experiment file still says what was run, and with which `--set` it does."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from store.compare.catalogue import REGULARIZERS, flatten, method_of
from trainer.plan.experiment import Experiment, load_experiment
from trainer.plan.parse import dump_config
from trainer.plan.runs import differences, hash_variants
from trainer.plan.writing import experiment_toml, toml_value
from trainer.settings.problems import PlanError

MOST_SETS = 8
"""More settings than that are not laid over a file by hand."""


class FileState(StrEnum):
    """What has become of the file that runs were queued from."""

    SAME = "says what was run"
    WITH_SETS = "says what was run with --set"
    CHANGED = "has changed since"
    UNREADABLE = "cannot be read any more"
    GONE = "is gone"


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that runs were queued from, as it is now; `sets` are to be laid over it, `changed` are variants."""

    state: FileState
    experiment: Experiment | None = None
    sets: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def serves(self) -> bool:
        """Say whether the file can be used to run it again."""
        return self.state in (FileState.SAME, FileState.WITH_SETS)


def find_origin(kept: Experiment, variants: Sequence[str]) -> Origin:
    """Compare the file of an experiment with the variants that a store has kept of it. Trusted plug-ins run."""
    if not kept.file.is_file():
        return Origin(FileState.GONE)
    try:
        now = load_experiment(kept.file, run_plugins=True)
        changed = _changed(now, kept, variants)
    except PlanError:
        return Origin(FileState.UNREADABLE)
    if not changed:
        return Origin(FileState.SAME, now)
    sets = tuple(_sets(now, kept, variants))
    if len(sets) <= MOST_SETS and _do_it(kept, sets, variants):
        return Origin(FileState.WITH_SETS, now, sets)
    return Origin(FileState.CHANGED, now, changed=tuple(changed))


def kept_toml(kept: Experiment, variants: Sequence[str], seeds: Sequence[int]) -> str | None:
    """Return a file that says what was run; None where TOML cannot, which is tried out."""
    text = experiment_toml(kept, variants, seeds)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "kept.toml")
        file.write_text(text, "utf-8")
        try:
            return text if not _changed(load_experiment(file, run_plugins=True), kept, variants) else None
        except PlanError:
            return None


def _changed(now: Experiment, kept: Experiment, variants: Sequence[str]) -> list[str]:
    found, wanted = hash_variants(now.variants), hash_variants(kept.variants)
    return [name for name in variants if found.get(name) != wanted[name]]


def _do_it(kept: Experiment, sets: Sequence[str], variants: Sequence[str]) -> bool:
    try:
        return not _changed(load_experiment(kept.file, sets, run_plugins=True), kept, variants)
    except PlanError:
        return False


def _sets(now: Experiment, kept: Experiment, variants: Sequence[str]) -> Iterator[str]:
    """Yield what makes variants of the file what was run: once where all have the same, else variant by variant."""
    flat = {name: flatten(dump_config(kept.variants[name])) for name in variants}
    told = {name: _apart(now, name, flat[name]) for name in variants if name in now.variants}
    paths = dict.fromkeys(path for own in told.values() for path in own)
    common = [path for path in paths if len({_value(path, own) for own in flat.values()}) == 1]
    yield from (f"{path}={_value(path, flat[variants[0]])}" for path in common)
    for name, own in told.items():
        yield from (f"variants.{name}.{path}={_value(path, flat[name])}" for path in own if path not in common)


def _apart(now: Experiment, name: str, wanted: Mapping[str, Any]) -> list[str]:
    """Return the paths in which a variant of the file differs; a method that was off as a whole."""
    apart = differences(flatten(dump_config(now.variants[name])), wanted)
    return list(dict.fromkeys(_method(path) if _is_off(path, wanted) else path for path in apart))


def _is_off(path: str, wanted: Mapping[str, Any]) -> bool:
    method = _method(path)
    return bool(method_of(path)) and not any(f"{one}.".startswith(f"{method}.") for one in wanted)


def _method(path: str) -> str:
    return f"{REGULARIZERS}.{method_of(path)}"


def _value(path: str, wanted: Mapping[str, Any]) -> str:
    """Return a value after `--set path=`; what is not there is switched off, which is tried out."""
    value = wanted.get(path)
    return "false" if value is None else toml_value(value)
