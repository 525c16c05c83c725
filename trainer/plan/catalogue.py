"""Every setting there is, derived from the declarations."""

from collections.abc import Iterable, Mapping
from typing import Any

from trainer.plan.parse import FAMILIES
from trainer.plan.sections.training import Training
from trainer.regularizers.base import GROUPS, Regularizer
from trainer.settings.component import Component
from trainer.settings.describe import SettingInfo, describe
from trainer.settings.reading import noun


def catalogue() -> list[SettingInfo]:
    """Return every setting of every section, then of every regularizer, group by group.

    Components of a section share its paths (`optimizer.lr`), so each path stands once; `settings_of` tells them apart.
    """
    found: dict[str, SettingInfo] = {}
    for section in FAMILIES:
        for info in section_settings(section):
            found.setdefault(info.path, info)
    for info in [*settings_of("training"), *method_settings()]:
        found.setdefault(info.path, info)
    return list(found.values())


def catalogue_of(configs: Iterable[Mapping[str, Any]]) -> list[SettingInfo]:
    """Return the settings of the components that configurations use, in the order of `catalogue`, in half its time."""
    tables = list(configs)
    found: dict[str, SettingInfo] = {}
    for section in FAMILIES:
        names = {str(table[section].get("name")) for table in tables if isinstance(table.get(section), Mapping)}
        for info in section_settings(section, names):
            found.setdefault(info.path, info)
    on = {name for table in tables for name in table.get("regularizers", ())}
    for info in [*settings_of("training"), *method_settings(on)]:
        found.setdefault(info.path, info)
    return list(found.values())


def section_settings(section: str, chosen: set[str] | None = None) -> list[SettingInfo]:
    """Return a section's `name` and the settings of every component that it may choose, or only of those `chosen`."""
    family, default = FAMILIES[section]
    help_text = f"Which {noun(family)} is used."
    registry = family.registry()
    names = tuple(registry)
    infos = [
        SettingInfo(f"{section}.name", section, "", default, help_text, "str", "", names, required=default is None)
    ]
    wanted = registry if chosen is None else sorted(name for name in chosen if name in registry)
    for component in dict.fromkeys(registry[name] for name in wanted):
        infos += [info for info in describe(component, section, section) if info.path != f"{section}.name"]
    return infos


def settings_of(section: str, name: str = "") -> list[SettingInfo]:
    """Return the settings of `training`, of a regularizer, or of one component of a section, with its own defaults."""
    if section == "training":
        return describe(Training, "training", "training")
    if section == "regularizers":
        method = Regularizer.registry()[name]
        return describe(method, f"regularizers.{name}", method.group)
    component = FAMILIES[section][0].registry()[name]
    return [info for info in describe(component, section, section) if info.path != f"{section}.name"]


def method_settings(chosen: set[str] | None = None) -> list[SettingInfo]:
    """Return the settings of every regularizer, or of those `chosen`, by groups; one without any stands by its name."""
    infos: list[SettingInfo] = []
    for name, method in methods_by_group():
        if chosen is not None and name not in chosen:
            continue
        first = (method.__doc__ or "").strip().partition("\n")[0]
        bare = SettingInfo(f"regularizers.{name}", method.group, "", None, first, "table", "")
        infos += settings_of("regularizers", name) or [bare]
    return infos


def methods_by_group() -> list[tuple[str, type[Regularizer]]]:
    """Return every regularizer with its name, in the order of the groups."""
    return sorted(Regularizer.registry().items(), key=lambda item: (GROUPS.index(item[1].group), item[0]))


def names_of(component: type[Component]) -> list[str]:
    """Return the names that a class serves."""
    return [name for name, member in component.members.items() if member is component]


def defaults(section: str, name: str) -> dict[str, Any]:
    """Return the declared defaults of a component's settings by dotted path."""
    return {info.path: info.default for info in settings_of(section, name)}
