"""One event in words: what it is called, what it says, and all of it."""

import time
from typing import TYPE_CHECKING, Any

import orjson

from store.room import size_told
from store.status import how_it_exited
from tui.formats import figure, plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.history import Event

Said = tuple[str, str, str]
"""What it is called, what it says, its tone."""
MOST_FIGURES = 4
_FIRST = ("test.accuracy", "test.loss", "val.accuracy", "val.loss")


def said(event: "Event") -> Said:
    """Return an event in words; one of a kind that this version does not know tells its fields."""
    words = _WORDS.get(event["kind"])
    return words(event) if words else (event["kind"], _fields(event, "kind", "t"), "dim")


def whole(event: "Event") -> str:
    """Return all that an event says, a line a field."""
    fields = {name: value for name, value in event.items() if name != "t"}
    lines = [f"{name}: {_value(value)}" for name, value in fields.items()]
    return "\n".join([*([f"t: {exact(event['t'])}"] if "t" in event else []), *lines])


def exact(when: float) -> str:
    """Return a moment to a thousandth of a second: `2026-11-30 08:00:12.345`."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(when)) + f"{when % 1:.3f}"[1:]


def launched(launch: dict[str, Any]) -> Said:
    """Return in words on which device a run was launched, and by whom."""
    device, name = launch.get("device") or "an unknown device", launch.get("device_name")
    place = f"on {device}" + (f" ({name})" if name and name.lower() != device else "")
    whose = f" by process {launch['pid']}" if launch.get("pid") else ""
    return "launched", f"{place}{whose}" + (f" of {launch['host']}" if launch.get("host") else ""), ""


def exited(end: dict[str, Any]) -> Said:
    """Return the supervisor's last word: how the run's process ended, and its memory."""
    wrong = bool(end.get("signal") or end.get("status"))
    how = how_it_exited(end) if wrong or end.get("status") is None else "exited with status 0"
    peak = end.get("peak_memory")
    memory = f"; took {size_told(peak)} of memory at most" if peak else ""
    return "supervisor", f"the process: {how}{memory}", "bad" if wrong else "dim"


def _started(event: "Event") -> Said:
    names = ("parameters", "train_examples", "validation_examples", "test_examples")
    parts = [event.get("device_name"), f"process {event['pid']}" if event.get("pid") else None]
    parts += [f"{event[name]:,} {name.replace('_', ' ')}" for name in names if isinstance(event.get(name), int)]
    return "began", ", ".join(filter(None, parts)), ""


def _start(event: "Event") -> Said:
    taken, new = (_count(event.get(part)) for part in ("taken", "new"))
    return "start", f"{event.get('from')}: {taken} parameters taken, {new} new", "dim"


def _measured(event: "Event") -> Said:
    metrics = event.get("metrics") or {}
    names = [name for name in _FIRST if name in metrics] or list(metrics)
    told = ", ".join(f"{name} {_value(metrics[name])}" for name in names[:MOST_FIGURES])
    return "measured", f"{event.get('of')} weights: {told}", ""


def _effective(event: "Event") -> Said:
    settings = event.get("settings") or {}
    return "in effect", ", ".join(f"{name} {_value(value)}" for name, value in settings.items()), "dim"


def _warning(event: "Event") -> Said:
    return "! warning", f"{event.get('setting')}: {event.get('text')}", "warn"


def _resumed(event: "Event") -> Said:
    step = event.get("step")
    return "resumed", f"after epoch {event.get('epoch')}" + (f" and {plural(step, 'step')}" if step else ""), "accent"


def _speed(event: "Event") -> Said:
    peak, speed = event.get("peak_memory"), event.get("images_per_second")
    parts = [f"{speed:,.0f} images/s in training" if speed else "", f"{size_told(peak)} at most" if peak else ""]
    batches = [(name.split("_")[1], event[name]) for name in event if name.startswith("latency_")]
    parts += [f"{value:.3g} ms for a batch of {size}" for size, value in batches if isinstance(value, (int, float))]
    return "speed", ", ".join(filter(None, parts)), "dim"


def _ended(tone: str) -> "Callable[[Event], Said]":
    def words(event: "Event") -> Said:
        parts = [str(event.get(part) or "") for part in ("reason", "advice")]
        where = event.get("epochs", event.get("epoch"))
        after = "" if where is None else f"after epoch {where}"
        step = event.get("step")
        told = after + (f" and {plural(step, 'step')}" if step else "")
        return event["kind"], "; ".join(filter(None, [told, *parts])), tone

    return words


def _count(value: Any) -> str:
    return str(len(value)) if isinstance(value, (list, tuple)) else str(value)


def _fields(event: "Event", *without: str) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in event.items() if name not in without)


def _value(value: Any) -> str:
    if isinstance(value, float):
        return figure(value)
    return value if isinstance(value, str) else orjson.dumps(value).decode()


_WORDS: "dict[str, Callable[[Event], Said]]" = {
    "started": _started,
    "start": _start,
    "measured": _measured,
    "effective": _effective,
    "warning": _warning,
    "resumed": _resumed,
    "speed": _speed,
    "finished": _ended("good"),
    "stopped": _ended("warn"),
    "failed": _ended("bad"),
}
