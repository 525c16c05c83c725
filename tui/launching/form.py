"""The form of settings, made from their declarations: a field each, with the values that the variants have."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from store.compare.numbers import shown_setting
from trainer.plan.catalogue import methods_by_group, section_settings, settings_of
from trainer.plan.parse import FAMILIES, dump_config
from trainer.settings.describe import SettingInfo

if TYPE_CHECKING:
    from trainer.plan.experiment import Experiment

EXPERIMENT = (
    SettingInfo("seeds", "experiment", "", None, "A run of every variant with each of these seeds.", "list of int", ""),
    SettingInfo("goal", "experiment", "", None, "What a variant is to reach, such as test.accuracy >= 0.8.", "str", ""),
)
"""What can be changed of the experiment itself."""
SWITCH = "switch"
"""The type of the field that turns a method on or off."""


@dataclass(frozen=True)
class Field:
    """One setting with the value of each variant that has it, as it would be written in a file."""

    info: SettingInfo
    values: Mapping[str, str]
    inner: bool = False
    """Whether it belongs to a method, under whose switch it stands."""

    @property
    def path(self) -> str:
        """The dotted path."""
        return self.info.path

    @property
    def label(self) -> str:
        """The path within its group."""
        return self.path.removeprefix("regularizers.")

    @property
    def whole_experiment(self) -> bool:
        """Say whether the setting is the experiment's, the same for every variant."""
        return self.info.group == "experiment"

    def distinct(self, variants: Sequence[str]) -> list[str]:
        """Return the different values that these variants have, in their order."""
        if self.whole_experiment:
            return list(self.values.values())
        return list(dict.fromkeys(self.values[name] for name in variants if name in self.values))

    def matches(self, words: str) -> bool:
        """Say whether every word occurs in the path, the group or the help."""
        text = f"{self.path} {self.info.group} {self.info.help}".lower()
        return all(word in text for word in words.lower().split())

    def distance(self, words: str) -> int:
        """Return how far words are from the name: 0 its very name, 1 its beginning, 2 a part of it, 3 not in it."""
        path, asked = self.path.lower(), words.lower().split()
        names = (path, self.label.lower(), path.rpartition(".")[2])
        typed = (" ".join(asked), "_".join(asked), ".".join(asked))
        if any(name in typed for name in names):
            return 0
        if any(name.startswith(typed) for name in names):
            return 1
        return 2 if all(word in path for word in asked) else 3


def form_fields(experiment: "Experiment") -> list[Field]:
    """Return the fields of an experiment: its own, then section by section, then every method by group."""
    tables = {name: dump_config(config) for name, config in experiment.variants.items()}
    own = {"seeds": as_written(list(experiment.seeds)), "goal": experiment.goal or ""}
    fields = [Field(info, {"": own[info.path]}) for info in EXPERIMENT]
    for section in FAMILIES:
        fields += _section(section, tables)
    fields += [_field(info, tables) for info in settings_of("training")]
    for name, method in methods_by_group():
        fields += _method(name, method, tables)
    return fields


def _section(section: str, tables: Mapping[str, Any]) -> Iterator[Field]:
    chosen = dict.fromkeys(table[section]["name"] for table in tables.values() if table.get(section))
    infos = {info.path: info for name in chosen for info in settings_of(section, name)}
    choice = section_settings(section)[0]
    yield from (_field(info, tables) for info in [choice, *infos.values()])


def _method(name: str, method: Any, tables: Mapping[str, Any]) -> Iterator[Field]:
    path = f"regularizers.{name}"
    purpose = " ".join((method.__doc__ or "").split())
    on = {variant: as_written(name in table["regularizers"]) for variant, table in tables.items()}
    yield Field(
        SettingInfo(path, method.group, "", default=False, help=purpose, type=SWITCH, bounds="", choices=(True, False)),
        on,
    )
    yield from (replace(_field(info, tables), inner=True) for info in settings_of("regularizers", name))


def _field(info: SettingInfo, tables: Mapping[str, Any]) -> Field:
    found = ((variant, _lookup(table, info.path)) for variant, table in tables.items())
    return Field(info, {variant: as_written(value) for variant, (there, value) in found if there})


def _lookup(table: Any, path: str) -> tuple[bool, Any]:
    for key in path.split("."):
        if not isinstance(table, Mapping) or key not in table:
            return False, None
        table = table[key]
    return True, table


def as_written(value: Any) -> str:
    """Return a value as a person would type it: TOML, words without quotes, nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items() if inner is not None) + "}"
    return _toml(value)


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return as_written(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value) if isinstance(value, str) else shown_setting(value)
