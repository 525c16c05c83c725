"""Runs as flat records, a record an epoch: what CSV files and JSON lines hold, ours and those of others."""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

import orjson

from store.exchange.foreign_run import ForeignRun, Point
from store.forms import LATEST, MOST
from store.ids import is_id
from store.status import Status

Record = Mapping[str, Any]
Default = TypeVar("Default")

RUNS = ("run", "run_id", "run_name")
STEPS = ("epoch", "step", "_step", "global_step", "iteration")
"""Columns that count; the first that a file has is the one that counts here."""
TIMES = ("time", "_timestamp", "timestamp", "wall_time")
OWN = ("experiment", "variant", "seed", "status", "reason", "goal", "baseline", "note", "tags", "created", "ended")
SETTINGS = ("config.", "settings.", "hparams.", "params.")
MEASURED = ("measured.", "final.", "summary.")
"""What the names of settings begin with, and those of figures that were measured in the end."""
USUAL = "metrics"
"""What Lightning calls every file; the folders round it say whose it is."""
OF = frozenset({"start", "best", "last", "speed"})
CONSTANTS = {"true": True, "false": False, "null": None}
WHOLE = re.compile(r"[+-]?\d{1,18}")
MILLISECONDS, YOUNGEST = 1e11, 1e9
"""Times from the first on are milliseconds; before the second (2001) they are no dates, but seconds of training."""


def records_of(run: ForeignRun) -> Iterator[dict[str, Any]]:
    """Yield a run as records: one that tells what it is and what was measured in the end, then one an epoch."""
    whole = record_of(run)
    yield whole
    named = {name: whole[name] for name in ("run", "experiment", "variant", "seed")}
    for point in run.points:
        when = {} if point.time is None else {TIMES[0]: point.time}
        yield {**named, STEPS[0]: point.step, **when, **point.metrics}


def record_of(run: ForeignRun) -> dict[str, Any]:
    """Return what a run is, and what was measured in the end, as a flat record: all but its course."""
    named = {"run": run.key, "experiment": run.experiment, "variant": run.variant, "seed": run.seed}
    told = {name: getattr(run, name) for name in OWN[3:]}
    told["status"], told["tags"] = str(run.status), list(run.tags) or None
    settings = {f"{SETTINGS[0]}{path}": value for path, value in run.settings.items()}
    figures = {
        f"{MEASURED[0]}{of}.{name}": value for of, values in run.measured.items() for name, value in values.items()
    }
    return {**named, **{name: value for name, value in told.items() if _says(name, value)}, **settings, **figures}


def runs_of(records: Iterable[Record], file: Path) -> list[ForeignRun]:
    """Return the runs that records tell of, in their order; those without a name are of one run, called as the file."""
    groups: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        called = next((str(record[name]) for name in RUNS if record.get(name) not in (None, "")), "")
        rest = tuple(str(record.get(name, "")) for name in ("experiment", "variant", "seed"))
        groups.setdefault((called, *rest), []).append(record)
    return [_run_of(name, found, file) for name, found in groups.items()]


def run_of_record(record: Record, file: Path) -> ForeignRun:
    """Return the run that `record_of` tells of, without its course."""
    return runs_of([record], file)[0]


def _run_of(named: tuple[str, ...], records: list[Record], file: Path) -> ForeignRun:
    known: dict[str, Any] = {}
    for record in records:
        known |= {name: value for name, value in record.items() if _says(name, value)}
    steps = next((name for name in STEPS if _counts(name, records)), "")
    times = next((name for name in TIMES if name in known), "")
    metrics = {name for name in known if _is_metric(name, records) and name not in (steps, times)}
    points = list(_points(records, steps, times, metrics))
    moments = [point.time for point in points if point.time is not None]
    status = str(known.get("status", Status.FINISHED))
    usual = file.stem == USUAL
    return ForeignRun(
        key="/".join(named) if is_id(named[0]) else f"{file.resolve()}//{'/'.join(named)}",
        source=str(file),
        experiment=str(known.get("experiment") or (file.resolve().parent.parent.name if usual else file.stem)),
        variant=str(known.get("variant", "")),
        seed=_whole(known.get("seed"), None),
        called=named[0] or (file.resolve().parent.name if usual else file.stem),
        settings=_settings(known, metrics),
        points=points,
        measured=_measured(known),
        created=moment_of(known.get("created")) or min(moments, default=file.stat().st_mtime),
        ended=moment_of(known.get("ended")) or max(moments, default=None),
        status=Status(status) if status in list(Status) else Status.FINISHED,
        reason=str(known.get("reason", "")),
        goal=known["goal"] if isinstance(known.get("goal"), str) else None,
        baseline=str(known.get("baseline") or "baseline"),
        note=str(known.get("note", "")),
        tags=list(map(str, known["tags"]))
        if isinstance(known.get("tags"), list)
        else str(known.get("tags", "")).split(),
    )


def _says(name: str, value: Any) -> bool:
    """Say whether an entry tells anything; a setting does also where it is empty."""
    return value not in (None, "") or name.startswith(SETTINGS)


def _is_metric(name: str, records: list[Record]) -> bool:
    """Say whether a column holds figures: it is no setting by its name, and some of its values are numbers."""
    if name in (*RUNS, *STEPS, *TIMES, *OWN) or name.startswith((*SETTINGS, *MEASURED)):
        return False
    return any(type(record.get(name)) in {int, float} for record in records)


def _points(records: list[Record], steps: str, times: str, metrics: set[str]) -> Iterator[Point]:
    """Yield what was told at each step, rising; records of one step are one point, without steps they are counted."""
    found: dict[int, dict[str, float]] = {}
    moments: dict[int, float] = {}
    for record in records:
        told = {name: record[name] for name in record if name in metrics and _is_figure(record[name])}
        if not told:
            continue
        step = _whole(record.get(steps), None) if steps else None
        step = len(found) + 1 if step is None else step
        found.setdefault(step, {}).update(told)
        if (moment := moment_of(record.get(times))) is not None:
            moments[step] = moment
    for step in sorted(found):
        yield Point(step, moments.get(step), found[step])


def _counts(name: str, records: list[Record]) -> bool:
    """Say whether a column counts: all that stands in it is whole, and not below 0; parts of epochs do not count."""
    values = [record[name] for record in records if record.get(name) not in (None, "")]
    return bool(values) and all((number := _whole(value, None)) is not None and number >= 0 for value in values)


def _settings(known: dict[str, Any], metrics: set[str]) -> dict[str, Any]:
    """Return the settings: what is called one, and what is neither a figure nor anything else that is known here."""
    found = {}
    for name, value in known.items():
        prefix = next((one for one in SETTINGS if name.startswith(one)), "")
        other = name in metrics or name in (*RUNS, *STEPS, *TIMES, *OWN) or name.startswith(MEASURED)
        if prefix or not other:
            found[name.removeprefix(prefix)] = value
    return found


def _measured(known: dict[str, Any]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, value in known.items():
        prefix = next((one for one in MEASURED if name.startswith(one)), "")
        if prefix and _is_figure(value):
            of, _, metric = name.removeprefix(prefix).partition(".")
            place, metric = (of, metric) if of in OF else ("last", name.removeprefix(prefix))
            found.setdefault(place, {})[metric] = value
    return found


def value_of(text: str) -> Any:
    """Return what a cell of a CSV file holds: a number, true or false, JSON, or the text as it stands."""
    if WHOLE.fullmatch(text):
        return int(text)
    if text.lower() in CONSTANTS:
        return CONSTANTS[text.lower()]
    try:
        return float(text) if text.strip() == text and "_" not in text else text
    except ValueError:
        pass
    try:
        return orjson.loads(text) if text[:1] in {'"', "[", "{"} else text
    except orjson.JSONDecodeError:
        return text


def cell_of(value: Any) -> str:
    """Return a value as a cell, such that `value_of` gives it back."""
    if isinstance(value, str):
        return value if value and value_of(value) == value else orjson.dumps(value).decode()
    return repr(value) if type(value) in {int, float} else orjson.dumps(value).decode()


def _is_figure(value: Any) -> bool:
    return type(value) in {int, float} and isfinite(value)


def _whole(value: Any, otherwise: Default) -> int | Default:
    return int(value) if _is_figure(value) and abs(value) <= MOST and float(value).is_integer() else otherwise


def moment_of(value: Any) -> float | None:
    """Return a unix time, which some tell in milliseconds, or None for what is none."""
    if not _is_figure(value):
        return None
    seconds = value / 1000 if value >= MILLISECONDS else float(value)
    return seconds if YOUNGEST <= seconds < LATEST else None
