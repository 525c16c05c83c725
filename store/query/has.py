"""`has:note`: whether a run has anything of a field, a figure or a setting."""

from typing import TYPE_CHECKING, Any

from store.compare.catalogue import REGULARIZERS, SECTIONS
from store.errors import StoreError
from store.query.fields import FIELDS, Filter, SettingsOf, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

HAS = "has"
TABLES = (*SECTIONS, REGULARIZERS)
"""What a path of a setting begins with."""
_COUNTS = frozenset({"epoch", "epochs", "seconds"})
"""Numbers that are 0 for as long as there are none."""


def path_meant(name: str) -> str:
    """Return what `has:NAME` asks for: a method of its own name is the regularizer, as no other path has one part."""
    short = name not in FIELDS and name not in TABLES and "." not in name
    return f"{REGULARIZERS}.{name}" if short else name


def parse_has(sign: str, value: str, settings: SettingsOf | None) -> Filter:
    """Return the test whether a run has one of the things that stand after `has:`."""
    if sign not in {":", "="}:
        raise StoreError(f"filter: has{sign} means nothing; write has:{value or 'note'}")
    names = [name for name in value.split(",") if name]
    if not names:
        raise StoreError("filter: has: does not say what; write for example has:note or has:regularizers.mixup")
    tests = [_has(path_meant(name), settings) for name in names]
    return lambda row: any(test(row) for test in tests)


def _has(name: str, settings: SettingsOf | None) -> Filter:
    if name == "goal":
        return lambda row: bool(row.goal)
    if name in _COUNTS:
        get = value_of(name)
        return lambda row: get(row) > 0
    if name in TABLES:
        return lambda row: settings is not None and _is_below(settings(row), f"{name}.")
    get = value_of(name, settings)
    return lambda row: get(row) not in (None, "", "none", [], ())


def _is_below(settings: "Mapping[str, Any]", start: str) -> bool:
    return any(path.startswith(start) for path in settings)
