"""What a variant inherits: tables merge by key, and a component that is exchanged leaves its own settings behind."""

from typing import Any

from trainer.plan.parse import FAMILIES
from trainer.settings.component import Component
from trainer.settings.reading import nested_families

Table = dict[str, Any]


def merge_variant(base: Table, variant: Table) -> Table:
    """Return the sections of a variant laid over those of the base; neither is changed."""
    merged = dict(base)
    for section, own in variant.items():
        inherited = base.get(section)
        if section == "regularizers":
            merged[section] = _merge_methods(inherited, own)
        elif section in FAMILIES:
            family, default = FAMILIES[section]
            merged[section] = merge_component(family, inherited, own, default)
        else:
            merged[section] = merge_tables(inherited, own)
    return merged


def merge_tables(inherited: Any, own: Any) -> Any:
    """Return `own` over `inherited`, key by key where both are tables."""
    if not (isinstance(inherited, dict) and isinstance(own, dict)):
        return own
    return inherited | {key: merge_tables(inherited.get(key), value) for key, value in own.items()}


def merge_component(family: type[Component], inherited: Any, own: Any, default: str | None = None) -> Any:
    """Merge a section that names a component. Under another name, what only the old component knew is dropped."""
    if not (isinstance(inherited, dict) and isinstance(own, dict)):
        return own
    registry = family.registry()
    old = registry.get(str(inherited.get("name", default)))
    new = registry.get(str(own.get("name", inherited.get("name", default))))
    nested = nested_families(family)
    kept = {key: value for key, value in inherited.items() if not _only_old(key, old, new)}
    for key, value in own.items():
        inner = nested.get(key)
        kept[key] = merge_component(inner, kept.get(key), value) if inner else merge_tables(kept.get(key), value)
    return kept


def _only_old(key: str, old: type[Component] | None, new: type[Component] | None) -> bool:
    if old is None or new is None or old is new or key == "name":
        return False
    return key in old.model_fields and key not in new.model_fields


def _merge_methods(inherited: Any, own: Any) -> Any:
    """Merge the table of methods; `true` means on with what is inherited, `false` off."""
    if not (isinstance(inherited, dict) and isinstance(own, dict)):
        return own
    merged = dict(inherited)
    for name, value in own.items():
        before = inherited.get(name)
        merged[name] = before if value is True and isinstance(before, dict) else merge_tables(before, value)
    return merged
