"""The settings of several configurations side by side, in the order of the catalogue, regularization first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting in every configuration. A method that has no settings stands by its name, with True for on."""

    path: str
    group: str
    values: tuple[Any, ...]
    implied: bool = False
    """Whether it differs only because its method is on here and off there, and another row tells that already."""
    unit: str = ""
    help: str = ""

    @property
    def differs(self) -> bool:
        """Say whether any value is another than the first; a missing one is."""
        return any(are_different(value, self.values[0]) for value in self.values[1:])

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
    paths = _in_order(flats, known)
    leaders = _leaders(paths, known)
    rows = [_compare(path, flats, known.get(path), leads=path in leaders) for path in paths]
    return rows if everything else [row for row in rows if row.differs and not row.implied]


def are_different(one: Any, other: Any) -> bool:
    """Say whether two values differ: 1 is 1.0, but neither true nor a word."""
    return one != other or _kind(one) is not _kind(other)


def _kind(value: Any) -> type:
    return float if type(value) is int else type(value)


def _flat(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by path; a method without settings is True."""
    return {path: True if method_of(path) and value == {} else value for path, value in flatten(config).items()}


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


def _compare(path: str, flats: Sequence[Mapping[str, Any]], setting: SettingLike | None, *, leads: bool) -> Difference:
    method = method_of(path)
    values = tuple(flat[path] if path in flat else _absent(method, flat) for flat in flats)
    present = [value for value in values if not isinstance(value, Absent)]
    switched = any(value is Absent.OFF for value in values)
    by_default = setting is not None and all(value == setting.default for value in present)
    return Difference(
        path=path,
        group=_group(method, setting),
        values=values,
        implied=switched and by_default and not leads,
        unit=setting.unit if setting else "",
        help=setting.help if setting else "",
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


def _absent(method: str, flat: Mapping[str, Any]) -> Absent:
    place = f"{REGULARIZERS}.{method}"
    on = any(path == place or path.startswith(f"{place}.") for path in flat)
    return Absent.OFF if method and not on else Absent.MISSING


def _group(method: str, setting: SettingLike | None) -> str:
    if not method:
        return OTHER_SETTINGS
    return f"regularization: {setting.group if setting and setting.group else OTHER_METHODS}"
