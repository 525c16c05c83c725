"""A remedy: a change of settings that helps against a kind of decline, why, and who found it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Config = Mapping[str, Any]
Change = Callable[[Config], dict[str, Any] | None]
"""Returns sections to be laid over a configuration; None where there is nothing to change."""


@dataclass(frozen=True, slots=True)
class Knob:
    """A setting whose strength may be searched, within these bounds; `log`: by its logarithm."""

    path: str
    low: float
    high: float
    log: bool = False


@dataclass(frozen=True, slots=True)
class Remedy:
    """`name` goes into the name of the variant that tries it; `source` is a paper, if it is not that of its method."""

    name: str
    why: str
    change: Change
    source: str = ""
    method: str = ""
    """The method that it switches on, if it does."""
    knob: Knob | None = None


def method(name: str, why: str, knob: Knob | None = None, **settings: Any) -> Remedy:
    """Switch a method on, where it is off."""

    def change(config: Config) -> dict[str, Any] | None:
        return None if name in config.get("regularizers", {}) else {"regularizers": {name: settings}}

    return Remedy(name, why, change, method=name, knob=knob)


def without(name: str, why: str, source: str = "") -> Remedy:
    """Switch a method off, where it is on."""

    def change(config: Config) -> dict[str, Any] | None:
        return {"regularizers": {name: False}} if name in config.get("regularizers", {}) else None

    return Remedy(f"no_{name}", why, change, source)


def times(name: str, path: str, factor: float, why: str, source: str, knob: Knob | None = None) -> Remedy:
    """Multiply a number; whole ones stay whole, and 1 at least."""

    def change(config: Config) -> dict[str, Any] | None:
        value = value_at(config, path)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        new = max(1, round(value * factor)) if isinstance(value, int) else float(f"{value * factor:.6g}")
        return None if new == value else nested(path, new)

    return Remedy(name, why, change, source, knob=knob)


def put(name: str, path: str, value: Any, why: str, source: str = "") -> Remedy:
    """Set a setting to a value."""

    def change(config: Config) -> dict[str, Any] | None:
        return None if value_at(config, path) == value else nested(path, value)

    return Remedy(name, why, change, source)


def value_at(config: Config, path: str) -> Any:
    """Return what stands at a dotted path, or None."""
    found: Any = config
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def nested(path: str, value: Any) -> dict[str, Any]:
    """Return the table in which a value stands at a dotted path."""
    key, _, rest = path.partition(".")
    return {key: nested(rest, value) if rest else value}
