"""The time line of a run: one row for each thing that happened, the oldest first, under the days."""

import time
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tui.formats import duration, figure, plural
from tui.run.timeline.course import Stretch
from tui.run.timeline.words import exact, exited, launched, said, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.history import Event
    from tui.run.timeline.words import Said


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: when (unix time, if known), what, and all that is known of it."""

    key: str
    t: float | None
    what: str
    text: str = ""
    tone: str = ""
    whole: str = ""
    since: float | None = None
    """Seconds since the run was first launched."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All that is known of a run: its events so far, config.json, run.json, exit.json."""

    parts: "Sequence[Event | Stretch]"
    record: dict[str, Any]
    state: dict[str, Any]
    exit: dict[str, Any] | None = None


def time_line(found: Sources) -> list[Happening]:
    """Return what happened, in order; each day begins with a row that names it."""
    rows = [*_queued(found), *_launches(found.state), *_events(found.parts), *_requests(found.state)]
    rows += _exit(found.exit)
    began = min((row.t for row in rows if row.what == "launched" and row.t is not None), default=None)
    rows.sort(key=lambda row: row.t or 0.0)
    dated = [_since(row, began) for row in rows]
    return [row for day, members in groupby(dated, key=_day) for row in (_heading(day), *members)]


def _since(row: Happening, began: float | None) -> Happening:
    if began is None or row.t is None or row.t < began:
        return row
    return Happening(row.key, row.t, row.what, row.text, row.tone, row.whole, row.t - began)


def _day(row: Happening) -> str:
    return time.strftime("%A, %Y-%m-%d", time.localtime(row.t)) if row.t else "at an unknown time"


def _heading(day: str) -> Happening:
    return Happening(f"# {day}", None, "", day)


def _happening(key: str, t: Any, words: "Said", told: str) -> Happening:
    what, text, tone = words
    return Happening(key, float(t) if isinstance(t, (int, float)) else None, what, text, tone, told)


def _table(values: dict[str, Any]) -> str:
    moments = ("t", "ended", "launched")
    return "\n".join(
        f"{name}: {exact(value) if name in moments and isinstance(value, (int, float)) else value}"
        for name, value in values.items()
        if value is not None
    )


def _queued(found: Sources) -> "Iterator[Happening]":
    record = found.record
    of = f"of {record['experiment_file']}" if record.get("experiment_file") else ""
    where = f"on {record['host']}" if record.get("host") else ""
    text = " ".join(filter(None, (of, where)))
    names = ("id", "created", "experiment", "variant", "seed", "experiment_file", "host", "git", "code", "versions")
    told = "\n".join(f"{name}: {record[name]}" for name in names if record.get(name) is not None)
    yield _happening("queued", record.get("created"), ("queued", text, ""), told)
    if found.state.get("skipped"):
        yield _happening("skipped", record.get("created"), ("skipped", str(found.state["skipped"]), "warn"), "")


def _launches(state: dict[str, Any]) -> "Iterator[Happening]":
    launches = [*state["earlier"], *([state["launched"]] if state["launched"] else [])]
    for number, launch in enumerate(launches):
        yield _happening(f"launch/{number}", launch.get("t"), launched(launch), _table(launch))


def _requests(state: dict[str, Any]) -> "Iterator[Happening]":
    asked = (("stop_requested", "stop asked"), ("paused", "paused"), ("notified", "told"))
    reasons = {"stop_requested": str(state.get("stop_reason") or ""), "notified": "the command of --notify was started"}
    for name, what in asked:
        if state.get(name):
            yield _happening(name, state[name], (what, reasons.get(name, ""), "accent"), "")


def _exit(end: dict[str, Any] | None) -> "Iterator[Happening]":
    if end is not None:
        yield _happening("exit", end.get("ended"), exited(end), _table(end))


def _events(parts: "Sequence[Event | Stretch]") -> "Iterator[Happening]":
    for number, part in enumerate(parts):
        if isinstance(part, Stretch):
            yield from _stretch(part, number, newest=number == len(parts) - 1)
        else:
            yield _happening(f"event/{number}", part.get("t"), said(part), whole(part))


def _stretch(stretch: Stretch, number: int, *, newest: bool) -> "Iterator[Happening]":
    for kind, words in (("epoch", _epochs), ("checkpoint", _checkpoints)):
        first, last = stretch.first(kind), stretch.last(kind)
        if first and last:
            told = whole(last) if first == last else f"the first:\n{whole(first)}\nthe last:\n{whole(last)}"
            yield _happening(f"{kind}/{number}", last.get("t"), words(first, last, stretch.counts[kind]), told)
    at, epoch = stretch.last("progress"), stretch.last("epoch")
    if newest and at and at.get("t", 0.0) >= (epoch or {}).get("t", 0.0):
        text = f"epoch {at.get('epoch')}, step {at.get('step')} of {at.get('steps')}, loss {figure(at.get('loss'))}"
        yield _happening("progress", at.get("t"), ("reached", text, "live"), whole(at))


def _epochs(first: "Event", last: "Event", count: int) -> "Said":
    if count == 1:
        return "epoch", f"{last.get('epoch')}" + _took(last.get("seconds"), ""), ""
    between = (last.get("t", 0.0) - first.get("t", 0.0)) / (count - 1)
    return "epochs", f"{_span(first, last)}" + _took(between, " each"), ""


def _checkpoints(first: "Event", last: "Event", count: int) -> "Said":
    if count == 1:
        return "checkpoint", f"after epoch {last.get('epoch')}", "dim"
    return "checkpoints", f"after epochs {_span(first, last)}: {plural(count, 'file')} written", "dim"


def _span(first: "Event", last: "Event") -> str:
    ends = dict.fromkeys((first.get("epoch"), last.get("epoch")))
    return " to ".join(f"{end:,}" for end in ends if isinstance(end, int))


def _took(seconds: Any, each: str) -> str:
    if not isinstance(seconds, (int, float)) or seconds < 0:
        return ""
    return f", {f'{seconds:.2g}s' if seconds < 10 else duration(seconds)}{each}"
