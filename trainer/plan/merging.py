"""What a variant inherits: tables merge by key, and a component that is exchanged leaves its own settings behind."""

from collections.abc import Iterable
from functools import reduce
from typing import Any

from trainer.plan.parse import FAMILIES
from trainer.settings.component import Component
from trainer.settings.reading import nested_families

Table = dict[str, Any]

OPTIONAL = ("source",)
"""Sections that a variant may do without: `source = false` takes an inherited one away."""


def inherit(tables: Iterable[Table]) -> Table:
    """Return the sections of several tables laid over one another, the base first; none of them is changed."""
    layers = list(tables)
    nothing: Table = {}
    merged = reduce(_merge_sections, layers, nothing)
    merged = {name: value for name, value in merged.items() if value is not False or name not in OPTIONAL}
    methods = [layer["regularizers"] for layer in layers if "regularizers" in layer]
    return merged | {"regularizers": _inherit_methods(methods)} if methods else merged


def _merge_sections(inherited: Table, own: Table) -> Table:
    merged = dict(inherited)
    for section, value in own.items():
        if section in FAMILIES:
            family, default = FAMILIES[section]
            merged[section] = merge_component(family, inherited.get(section), value, default)
        else:
            merged[section] = merge_tables(inherited.get(section), value)
    return merged


def merge_tables(inherited: Any, own: Any) -> Any:
    """Return `own` over `inherited`, key by key where both are tables."""
    if not (isinstance(inherited, dict) and isinstance(own, dict)):
        return own
    return inherited | {key: merge_tables(inherited.get(key), value) for key, value in own.items()}


def merge_component(family: type[Component], inherited: Any, own: Any, default: str | None = None) -> Any:
    """Merge a section that names a component.

    Under another name, what only the old component knew is dropped, and what both know (`lr`) is kept: it was written
    down, so it counts until something else is.
    """
    if not (isinstance(inherited, dict) and isinstance(own, dict)):
        return own
    registry = family.registry()
    old = registry.get(str(inherited.get("name", default)))
    new = registry.get(str(own.get("name", inherited.get("name", default))))
    nested = nested_families(new or family)
    kept = {key: value for key, value in inherited.items() if not _only_old(key, old, new)}
    for key, value in own.items():
        inner = nested.get(key)
        kept[key] = merge_component(inner, kept.get(key), value) if inner else merge_tables(kept.get(key), value)
    return kept


def _only_old(key: str, old: type[Component] | None, new: type[Component] | None) -> bool:
    if old is None or new is None or old is new or key == "name":
        return False
    return key in old.model_fields and key not in new.model_fields


def _inherit_methods(layers: list[Any]) -> Any:
    """Return the methods of several tables: `false` switches one off, `true` on again with all that is inherited."""
    if not all(isinstance(layer, dict) for layer in layers):
        return layers[-1]
    names = dict.fromkeys(name for layer in layers for name in layer)
    return {name: _inherit_method([layer[name] for layer in layers if name in layer]) for name in names}


def _inherit_method(values: list[Any]) -> Any:
    """Return what the last of the values says, with the settings that a switch leaves as they were."""
    settings = [value for value in values if not isinstance(value, bool)]
    if values[-1] is False or not settings:
        return values[-1]
    return reduce(merge_tables, settings)
