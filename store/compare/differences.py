"""The settings of several configurations side by side, in the order of the catalogue, regularization first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from store.compare.catalogue import REGULARIZERS, SECTIONS, SettingLike, flatten, method_of

OTHER_METHODS = "other methods"
OTHER_SETTINGS = "other settings"


class Absent(StrEnum):
    """Why a configuration has no value for a setting."""

    OFF = "off"
    """It belongs to a method that is off."""
    MISSING = "–"
    """It has none of this name: another component was chosen."""


@dataclass(frozen=True)
class Difference:
    """One setting in every configuration. A method that has no settings stands by its name, with True for on."""

    path: str
    group: str
    values: tuple[Any, ...]
    implied: bool = False
    """Whether it differs only because its method is on here and off there, and another row tells that already."""
    unit: str = ""
    help: str = ""
    default: Any = None
    """What is declared to stand where nothing is said."""
    bounds: str = ""

    @cached_property
    def differing(self) -> tuple[bool, ...]:
        """Whether each value is another than the first; a missing one is."""
        return tuple(are_different(value, self.values[0]) for value in self.values)

    @cached_property
    def differs(self) -> bool:
        """Whether any value is another than the first."""
        return any(self.differing)

    @property
    def is_method(self) -> bool:
        """Say whether this is a method that stands by its name."""
        return self.path == f"{REGULARIZERS}.{method_of(self.path)}"

    @property
    def label(self) -> str:
        """Return the path as it is shown, with its unit."""
        label = self.path.removeprefix(f"{REGULARIZERS}.")
        return f"{label} ({self.unit})" if self.unit else label


def compare_settings(
    configs: Sequence[Mapping[str, Any]], catalogue: Iterable[SettingLike], *, everything: bool = False
) -> list[Difference]:
    """Return the settings that differ, or `everything`: each setting of every method, then what else there is.

    Settings that the catalogue does not know (those of a plug-in) stand after their neighbours.
    """
    known = {setting.path: setting for setting in catalogue}
    flats = [_flat(config) for config in configs]
    methods = [_methods(config) for config in configs]
    paths = _in_order(flats, known)
    leaders = _leaders(paths, known)
    rows = [_compare(path, _values(path, flats, methods), known.get(path), leads=path in leaders) for path in paths]
    return rows if everything else [row for row in rows if row.differs and not row.implied]


def are_different(one: Any, other: Any) -> bool:
    """Say whether two values differ: 1 is 1.0, but neither true nor a word."""
    return one is not other and (one != other or _kind(one) is not _kind(other))


def _kind(value: Any) -> type:
    return float if type(value) is int else type(value)


def _flat(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by path; a method without settings is True."""
    return {path: True if value == {} and method_of(path) else value for path, value in flatten(config).items()}


def _methods(config: Mapping[str, Any]) -> frozenset[str]:
    """Return the methods that are on."""
    methods = config.get(REGULARIZERS)
    return frozenset(methods) if isinstance(methods, Mapping) else frozenset()


def _values(path: str, flats: Sequence[Mapping[str, Any]], methods: Sequence[frozenset[str]]) -> tuple[Any, ...]:
    """Return a setting's value in each configuration, or why it has none."""
    method = method_of(path)
    off = [Absent.OFF if method and method not in on else Absent.MISSING for on in methods]
    return tuple(flat.get(path, absent) for flat, absent in zip(flats, off, strict=True))


def _in_order(flats: Sequence[Mapping[str, Any]], known: Mapping[str, SettingLike]) -> list[str]:
    present = dict.fromkeys(path for flat in flats for path in flat if path != REGULARIZERS)
    paths = list(dict.fromkeys([*(path for path in known if method_of(path) or path in present), *present]))
    tables = {path[:end] for path in paths for end in _dots(path)}
    owners = list(dict.fromkeys(_owner(path) for path in paths))
    leaves = [path for path in paths if path not in tables]
    return sorted(leaves, key=lambda path: (not method_of(path), _section(path), owners.index(_owner(path))))


def _dots(path: str) -> Iterator[int]:
    return (place for place, char in enumerate(path) if char == ".")


def _owner(path: str) -> str:
    return method_of(path) or path.partition(".")[0]


def _section(path: str) -> int:
    owner = path.partition(".")[0]
    return SECTIONS.index(owner) if owner in SECTIONS else len(SECTIONS)


def _compare(path: str, values: tuple[Any, ...], setting: SettingLike | None, *, leads: bool) -> Difference:
    present = [value for value in values if not isinstance(value, Absent)]
    switched = any(value is Absent.OFF for value in values)
    by_default = setting is not None and all(value == setting.default for value in present)
    return Difference(
        path=path,
        group=_group(method_of(path), setting),
        values=values,
        implied=switched and by_default and not leads,
        unit=setting.unit if setting else "",
        help=setting.help if setting else "",
        default=setting.default if setting else None,
        bounds=setting.bounds if setting else "",
    )


def _leaders(paths: Iterable[str], known: Mapping[str, SettingLike]) -> set[str]:
    """Return for each method the setting that tells of it even at its default: the first number, else the first."""
    leaders: dict[str, str] = {}
    for path in filter(method_of, paths):
        leader = leaders.setdefault(method_of(path), path)
        if _is_number(known.get(path)) and not _is_number(known.get(leader)):
            leaders[method_of(path)] = path
    return set(leaders.values())


def _is_number(setting: SettingLike | None) -> bool:
    return setting is not None and type(setting.default) in (int, float)


def _group(method: str, setting: SettingLike | None) -> str:
    if not method:
        return OTHER_SETTINGS
    return f"regularization: {setting.group if setting and setting.group else OTHER_METHODS}"
