"""What became of settings in the runs of a group: what was set without effect, and what was really done."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

from store.compare.groups import Group
from store.compare.numbers import shown_setting
from store.compare.table import Cell, Column, Mark, Row, Table

NO_EFFECT, WARNED = "set, no effect", "warned"
_NOTHING = re.compile(r"\bnothing\b|\bno (\w+ ){0,3}layer\b")
"""How a warning says that its setting did nothing; CONTRIBUTING.md asks for such words."""
_EPOCHS, _DEVICE = "training.epochs", "training.device"


def asides(group: Group) -> dict[str, str]:
    """Return by path what is to be said beside a setting's value; of a whole method by its own path."""
    return _done(group) | _warned(group)


def aside_of(path: str, known: Mapping[str, str]) -> str:
    """Return what is to be said beside a setting, or nothing: of itself, else of its method."""
    if not known:
        return ""
    return known.get(path) or known.get(path.rpartition(".")[0], "")


def _done(group: Group) -> dict[str, str]:
    """Return what was really done where a setting left it open, or training ended early."""
    training = group.config.get("training")
    asked = training if isinstance(training, Mapping) else {}
    epochs, devices = _values(group, _EPOCHS), _values(group, _DEVICE)
    found = {}
    if epochs and epochs != [asked.get("epochs")]:
        found[_EPOCHS] = f"{_span(epochs)} done"
    if devices and asked.get("device") == "auto":
        found[_DEVICE] = _span(devices)
    return found


def _warned(group: Group) -> dict[str, str]:
    """Return of each setting that runs warn of, whether it did nothing, and in how many of them."""
    counts = Counter(one for member in group.counted for one in {_kind(text) for text in member.warnings})
    found: dict[str, str] = {}
    for (path, kind), count in sorted(counts.items(), key=lambda item: item[0][1] == NO_EFFECT):
        some = f" in {count} of {len(group.counted)}" if count < len(group.counted) else ""
        found[path] = f"{kind}{some}"
    return found


def _kind(warning: str) -> tuple[str, str]:
    path, _, text = warning.partition(": ")
    return path, NO_EFFECT if _NOTHING.search(text) else WARNED


def effective_table(groups: Sequence[Group], labels: Sequence[str]) -> Table:
    """Return what the runs say that they did, a row a fact; it differs where two groups that have it say otherwise."""
    names = dict.fromkeys(name for group in groups for member in group.counted for name in member.effective)
    return Table(
        title="What took effect",
        columns=(Column("effect"), *map(Column, labels)),
        rows=tuple(_row(name, [_values(group, name) for group in groups]) for name in names),
        name="effective",
    )


def _row(name: str, found: Sequence[list[Any]]) -> Row:
    marks = [_mark(values, found) for values in found]
    cells = (Cell(_span(values), _plain(values), mark) for values, mark in zip(found, marks, strict=True))
    return Row((Cell(name, name), *cells), key=name, lesser="differs" not in marks)


def _mark(values: Sequence[Any], found: Sequence[Sequence[Any]]) -> Mark:
    others = [other for other in found if other]
    if all(other == others[0] for other in others):
        return "dim"
    return "differs" if values and values != others[0] else ""


def _values(group: Group, name: str) -> list[Any]:
    """Return what the runs of a group say of a fact, each value once, in order."""
    told = (member.effective[name] for member in group.counted if name in member.effective)
    return sorted({shown_setting(value): value for value in told}.values(), key=_order)


def _order(value: Any) -> tuple[float, str]:
    """Put numbers first, by size, then what else there is by its text."""
    return (value, "") if isinstance(value, (int, float)) else (inf, shown_setting(value))


def _span(values: Sequence[Any]) -> str:
    if not values:
        return "–"
    numbers = len(values) > 1 and all(isinstance(value, (int, float)) for value in values)
    return f"{values[0]} to {values[-1]}" if numbers else ", ".join(map(shown_setting, values))


def _plain(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values or None
