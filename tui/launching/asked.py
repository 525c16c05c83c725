"""What was asked for, laid over the form: shown even where the plan cannot do it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.launching.form import SWITCH, Field, as_written

if TYPE_CHECKING:
    from tui.launching.draft import Edit


def as_asked(fields: Sequence[Field], edits: "Iterable[Edit]", variants: Sequence[str]) -> list[Field]:
    """Return the fields with the values that these edits ask for, in their order."""
    asked = list(fields)
    for (variant, path), value in edits:
        names = [variant] if variant else variants
        asked = [_with_edit(field, path, value, names) for field in asked]
    return asked


def owner(path: str) -> str:
    """Return the path of the method that a setting belongs to; of another setting, its own."""
    return ".".join(path.split(".")[:2])


def _with_edit(field: Field, path: str, value: str, names: Sequence[str]) -> Field:
    if field.whole_experiment:
        names = [""]
    if owner(path) == owner(field.path) and (field.inner or field.info.type == SWITCH):
        return _of_method(field, path, value, names)
    return _with(field, value, [name for name in names if name in field.values]) if field.path == path else field


def _of_method(field: Field, path: str, value: str, names: Sequence[str]) -> Field:
    """Return a field of a method of which something is changed: that turns it on, but for `false`."""
    off = path == owner(path) and value == "false"
    if not field.inner:
        return _with(field, as_written(not off), names)
    if off:
        return replace(field, values={name: old for name, old in field.values.items() if name not in names})
    if field.path == path:
        return _with(field, value, names)
    return _with(field, as_written(field.info.default), [name for name in names if name not in field.values])


def _with(field: Field, value: str, names: Sequence[str]) -> Field:
    return replace(field, values={**field.values, **dict.fromkeys(names, value)})
