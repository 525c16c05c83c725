"""Runs as flat records, a record an epoch: what CSV files and JSON lines hold, ours and those of others."""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

import orjson

from store.exchange.foreign_run import ForeignRun, Point
from store.status import Status

Record = Mapping[str, Any]

RUNS = ("run", "run_id", "run_name")
STEPS = ("epoch", "step", "_step", "global_step", "iteration")
"""Columns that count; the first that a file has is the one that counts here."""
TIMES = ("time", "_timestamp", "timestamp", "wall_time")
OWN = ("experiment", "variant", "seed", "status", "reason", "goal", "baseline", "note", "tags", "created", "ended")
SETTINGS = ("config.", "settings.", "hparams.", "params.")
MEASURED = ("measured.", "final.", "summary.")
"""What the names of settings begin with, and those of figures that were measured in the end."""
OF = frozenset({"start", "best", "last", "speed"})
CONSTANTS = {"true": True, "false": False, "null": None}
WHOLE = re.compile(r"[+-]?\d{1,15}")


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
    steps = next((name for name in STEPS if name in known), "")
    times = next((name for name in TIMES if name in known), "")
    metrics = {name for name in known if _is_metric(name, records) and name not in (steps, times)}
    points = list(_points(records, steps, times, metrics))
    moments = [point.time for point in points if point.time is not None]
    status = str(known.get("status", Status.FINISHED))
    return ForeignRun(
        key="/".join(named),
        source=str(file),
        experiment=str(known.get("experiment") or file.stem),
        variant=str(known.get("variant", "")),
        seed=_whole(known["seed"]) if "seed" in known else None,
        called=named[0] or file.stem,
        settings=_settings(known, metrics),
        points=points,
        measured=_measured(known),
        created=_number(known.get("created")) or (min(moments) if moments else file.stat().st_mtime),
        ended=_number(known.get("ended")) or (max(moments) if moments else None),
        status=Status(status) if status in list(Status) else Status.FINISHED,
        reason=str(known.get("reason", "")),
        goal=known.get("goal"),
        baseline=str(known.get("baseline") or "baseline"),
        note=str(known.get("note", "")),
        tags=known["tags"] if isinstance(known.get("tags"), list) else str(known.get("tags", "")).split(),
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
        step = _whole(record[steps], len(found) + 1) if steps and steps in record else len(found) + 1
        found.setdefault(step, {}).update(told)
        if (moment := _number(record.get(times))) is not None:
            moments[step] = moment
    for step in sorted(found):
        yield Point(step, moments.get(step), found[step])


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


def _whole(value: Any, otherwise: int = 0) -> int:
    return int(value) if type(value) in {int, float} and float(value).is_integer() else otherwise


def _number(value: Any) -> float | None:
    return float(value) if _is_figure(value) else None
