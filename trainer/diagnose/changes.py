"""The changes between two configurations that can be made one without the other, and mixtures of the two."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from store.compare.catalogue import REGULARIZERS
from store.compare.differences import Absent, are_different

Config = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `place` is a dotted path, `before` and `after` what stands there (`Absent.OFF`: nothing).

    A method with all its settings is one change; so is a section in which another component was chosen, since settings
    of the one mean nothing to the other.
    """

    place: str
    before: Any
    after: Any

    @property
    def name(self) -> str:
        """How it is called: a method by its own name."""
        return self.place.removeprefix(f"{REGULARIZERS}.")


def changes_between(baseline: Config, tuned: Config) -> dict[str, Change]:
    """Return by name the changes that make the one of the other, section by section, methods last."""
    found = [change for section in dict.fromkeys([*baseline, *tuned]) for change in _of(section, baseline, tuned)]
    found.sort(key=lambda change: change.place.startswith(f"{REGULARIZERS}."))
    return {change.name: change for change in found}


def mixture_of(baseline: Config, changes: Mapping[str, Change], wanted: frozenset[str]) -> dict[str, Any]:
    """Return the baseline's configuration with some of the changes, by name."""
    config = deepcopy(dict(baseline))
    for name in wanted:
        section, _, key = changes[name].place.partition(".")
        table, after = (config.setdefault(section, {}) if key else config), changes[name].after
        if after is Absent.OFF:
            table.pop(key or section, None)
        else:
            table[key or section] = deepcopy(after)
    return config


def _of(section: str, baseline: Config, tuned: Config) -> Iterator[Change]:
    before, after = baseline.get(section, Absent.OFF), tuned.get(section, Absent.OFF)
    if section == REGULARIZERS or _is_one_component(before, after):
        for key in dict.fromkeys([*_table(before), *_table(after)]):
            yield from _change(f"{section}.{key}", _table(before), _table(after), key)
    else:
        yield from _change(section, baseline, tuned, section)


def _change(place: str, before: Config, after: Config, key: str) -> Iterator[Change]:
    old, new = before.get(key, Absent.OFF), after.get(key, Absent.OFF)
    if are_different(old, new):
        yield Change(place, old, new)


def _is_one_component(before: Any, after: Any) -> bool:
    tables = isinstance(before, Mapping) and isinstance(after, Mapping)
    return tables and before.get("name") == after.get("name")


def _table(value: Any) -> Config:
    return value if isinstance(value, Mapping) else {}
