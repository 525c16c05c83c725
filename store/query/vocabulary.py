"""What the runs of a list can be asked for: the values of their fields, their figures and settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from store.query.fields import DAYS, FIELDS, GOALS
from store.settings import ON
from store.status import Status

if TYPE_CHECKING:
    from store.row import Row

MOST_VALUES = 100
"""How many values of a setting are remembered."""
_COLLECTED = ("experiment", "variant", "tag", "device", "seed")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names with a dot, and values that runs have; what came last stands first."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By field."""
    figures: tuple[str, ...] = ()
    settings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By path, the values that runs have; a table has none but `on`."""
    declared: Mapping[str, str] = field(default_factory=dict)
    """By path, what the catalogue says of a setting, whether a run has it or not."""

    def knows(self, path: str) -> bool:
        """Say whether a path is, or leads to, a figure of a run, a setting of one, or one of the catalogue."""
        if path in self.settings or path in self.figures or path in self.declared:
            return True
        return any(name.startswith(f"{path}.") for name in (*self.settings, *self.declared))


def vocabulary_of(rows: "Iterable[Row]") -> Vocabulary:
    """Return what the rows alone tell, the newest first; they are handed in oldest first."""
    found: dict[str, dict[Any, None]] = {name: {} for name in _COLLECTED}
    figures: dict[str, None] = {}
    days: dict[str, dict[int, float]] = {name: {} for name in DAYS}
    for row in reversed(list(rows)):
        for name, known in found.items():
            known.update(dict.fromkeys(row.tags) if name == "tag" else {FIELDS[name].get(row): None})
        figures.update(dict.fromkeys(row.figures))
        figures.update(dict.fromkeys(row.last))
        for name, moments in days.items():
            if moment := FIELDS[name].get(row):
                moments.setdefault(int(moment // 3600), moment)
    values = {name: tuple(str(value) for value in known if value != "") for name, known in found.items()}
    values |= {"status": tuple(map(str, Status)), "goal": tuple(GOALS.values())}
    values |= {name: _days(known.values()) for name, known in days.items()}
    return Vocabulary(values, tuple(name for name in figures if "." in name))


def with_settings(vocabulary: Vocabulary, settings: Iterable[Mapping[str, Any]]) -> Vocabulary:
    """Return a vocabulary with the settings of runs, and the values that they have."""
    found: dict[str, dict[str, None]] = {}
    for flat in settings:
        for path, value in flat.items():
            values = found.setdefault(path, {})
            if len(values) < MOST_VALUES:
                values.update(dict.fromkeys(_words(value)))
    return replace(vocabulary, settings={path: tuple(values) for path, values in found.items()})


def with_declared(vocabulary: Vocabulary, declared: Mapping[str, str]) -> Vocabulary:
    """Return a vocabulary with the settings of the catalogue."""
    return replace(vocabulary, declared=declared)


def is_table(values: tuple[str, ...]) -> bool:
    """Say whether a path leads to a table, and not to a value."""
    return values == (ON,)


def _days(moments: Iterable[float]) -> tuple[str, ...]:
    days = (f"{datetime.fromtimestamp(moment, UTC).astimezone():%Y-%m-%d}" for moment in moments)
    return tuple(dict.fromkeys(days))


def _words(value: Any) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [word for one in value[:MOST_VALUES] for word in _words(one)]
    if value is None:
        return ["none"]
    return [str(value).lower() if isinstance(value, bool) else str(value)]
