"""Experiments as TOML: what all variants share as the base, of each variant the rest, nothing that is a default."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trainer.plan.catalogue import defaults
from trainer.plan.experiment import Experiment
from trainer.plan.parse import dump_config

Table = dict[str, Any]
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def experiment_toml(experiment: Experiment, variants: Sequence[str], seeds: Sequence[int]) -> str:
    """Return the file of an experiment with some of its variants, whole where another file was inherited from."""
    tables = {name: _without_defaults(dump_config(experiment.variants[name])) for name in variants}
    base = _shared(list(tables.values()))
    lines = [*_top(experiment, seeds), *_section("base", base)]
    for name, table in tables.items():
        note = {"note": experiment.notes.get(name)}
        lines += _section(f"variants.{name}", note | _rest(table, base))
    return "\n".join(lines) + "\n"


def toml_value(value: Any) -> str:
    """Return a value as TOML writes it, tables and lists in one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(name)} = {toml_value(one)}" for name, one in value.items() if one is not None)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _top(experiment: Experiment, seeds: Sequence[int]) -> Iterator[str]:
    told = {
        "title": experiment.title,
        "note": experiment.note,
        "goal": experiment.goal or "",
        "baseline": "" if experiment.baseline == "baseline" else experiment.baseline,
        "seeds": list(seeds),
        "plugins": [str(plugin.path) for plugin in experiment.plugins],
    }
    return (f"{name} = {toml_value(value)}" for name, value in told.items() if value)


def _section(name: str, table: Table) -> Iterator[str]:
    yield from ("", f"[{name}]")
    yield from (f"{_key(key)} = {toml_value(value)}" for key, value in table.items() if value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml_value(name)


def _without_defaults(config: Table) -> Table:
    """Return a configuration without what it would have anyway; each section keeps its name, each method stays on."""
    found: Table = {}
    for section, table in config.items():
        if section == "regularizers":
            found[section] = {name: _chosen(section, name, own) or True for name, own in table.items()}
        else:
            found[section] = _chosen(section, str(table.get("name", "")), table)
    return found


def _chosen(section: str, name: str, table: Table) -> Table:
    place = f"{section}.{name}" if section == "regularizers" else section
    usual = defaults(section, name)
    return {key: value for key, value in table.items() if key == "name" or value != usual.get(f"{place}.{key}")}


def _shared(tables: Sequence[Table]) -> Table:
    """Return the settings that all variants have; none of a section in which they choose different components."""
    found: Table = {}
    for section, first in tables[0].items():
        own = [table.get(section, {}) for table in tables]
        if len({str(one.get("name")) for one in own}) == 1:
            found[section] = {key: value for key, value in first.items() if all(_has(one, key, value) for one in own)}
    return found


def _has(table: Table, key: str, value: Any) -> bool:
    return key in table and table[key] == value


def _rest(table: Table, base: Table) -> Table:
    """Return what a variant has beside the base."""
    return {
        section: {key: value for key, value in own.items() if key not in base.get(section, {})}
        for section, own in table.items()
    }
