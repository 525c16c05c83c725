"""Which weights a configuration refers to: its start, a teacher, the ingredients of a soup."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from trainer.networks.base import Network
from trainer.plan.config import Config
from trainer.plan.parse import dump_config
from trainer.regularizers.base import Regularizer
from trainer.settings.component import Component, members
from trainer.settings.references import reference_settings, references, variant_of

Table = Mapping[str, Any]


def references_of(config: Config) -> dict[str, tuple[str, ...]]:
    """Return every reference of a configuration, by the path of its setting."""
    found = {f"network.{name}": value for name, value in references(config.network).items()}
    for method, settings in config.regularizers.items():
        found |= {f"regularizers.{method}.{name}": value for name, value in references(settings).items()}
    return found


def needed_variants(config: Config) -> list[str]:
    """Return the variants whose weights a configuration refers to, each once."""
    found = (variant_of(reference) for values in references_of(config).values() for reference in values)
    return list(dict.fromkeys(name for name in found if name is not None))


def written_references(sections: Table) -> Iterator[tuple[str, str]]:
    """Yield each variant that tables as written refer to, with the setting's path; mistakes in them hide none."""
    yield from _written(_settings(members(Network)), sections.get("network"), "network")
    methods = sections.get("regularizers")
    for name, settings in methods.items() if isinstance(methods, dict) else ():
        known = Regularizer.registry().get(name)
        if known is not None:
            yield from _written(_settings([known]), settings, f"regularizers.{name}")


def _settings(classes: list[type[Component]]) -> list[str]:
    return list(dict.fromkeys(name for each in classes for name in reference_settings(each)))


def _written(settings: list[str], table: Any, place: str) -> Iterator[tuple[str, str]]:
    for name in settings:
        value = table.get(name) if isinstance(table, dict) else None
        for reference in value if isinstance(value, list | tuple) else (value,):
            variant = variant_of(reference)
            if variant is not None:
                yield f"{place}.{name}", variant


def with_meanings(config: Config, meaning: Callable[[str], str]) -> dict[str, Any]:
    """Return the dumped configuration with something else in the place of each reference."""
    dumped = dump_config(config)
    for path, values in references_of(config).items():
        *outer, name = path.split(".")
        table = dumped
        for key in outer:
            table = table[key]
        table[name] = list(map(meaning, values)) if isinstance(table[name], list) else meaning(values[0])
    return dumped
