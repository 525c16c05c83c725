"""Between a resolved configuration and the plain table that a run's record keeps; parsing undoes dumping."""

from typing import Any

from store.errors import did_you_mean
from trainer.data.base import DataSource
from trainer.networks.base import Network
from trainer.plan.config import SECTIONS, Config
from trainer.plan.sections.optimizer import Optimizer
from trainer.plan.sections.schedule import Schedule
from trainer.plan.sections.training import Training
from trainer.regularizers.base import Regularizer
from trainer.settings.base import Settings
from trainer.settings.component import Component
from trainer.settings.problems import PlanError, one_of, shown
from trainer.settings.reading import Reader, nested_families

FAMILIES: dict[str, tuple[type[Component], str | None]] = {
    "data": (DataSource, None),
    "source": (DataSource, None),
    "network": (Network, None),
    "optimizer": (Optimizer, "adam"),
    "schedule": (Schedule, "constant"),
}
"""The sections that choose a component by name, with the name that stands where none is given."""

_REQUIRED = ("data", "network")


def parse_config(raw: dict[str, Any]) -> Config:
    """Return the configuration that a table describes, or raise `PlanError` with everything that is wrong with it."""
    reader = Reader()
    sections = read_sections(raw, reader)
    if reader.problems:
        raise PlanError(reader.problems)
    return Config(**sections)


def read_sections(raw: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """Return what a configuration is made of; None for a section with a mistake, or of a name that is not known yet."""
    for name in raw.keys() - set(SECTIONS):
        reader.wrong(name, f"is no section{did_you_mean(name, SECTIONS) or f'; {one_of(SECTIONS)}'}")
    sections: dict[str, Any] = {}
    for name, (family, default) in FAMILIES.items():
        if name in raw or name in _REQUIRED:
            sections[name] = reader.component(family, raw.get(name, {}), name, default)
    sections["training"] = reader.settings(Training, raw.get("training", {}), "training", "training")
    sections["regularizers"] = read_methods(raw.get("regularizers", {}), reader)
    return sections


def read_methods(raw: Any, reader: Reader) -> dict[str, Regularizer]:
    """Read the methods that are on; `true` stands for the declared settings, `false` for off."""
    if not isinstance(raw, dict):
        reader.wrong("regularizers", f"must be a table of methods, not {shown(raw)}")
        return {}
    methods = {}
    for name, settings in raw.items():
        place = f"regularizers.{name}"
        member = reader.member(Regularizer, name, place)
        if member is None or settings is False:
            continue
        if not isinstance(settings, dict | bool):
            reader.wrong(place, f"must be a table of its settings, true or false, not {shown(settings)}")
            continue
        method = reader.settings(member, settings if isinstance(settings, dict) else {}, place, f"regularizer {name!r}")
        if method is not None:
            methods[name] = method
    return dict(sorted(methods.items()))


def dump_config(config: Config) -> dict[str, Any]:
    """Return the whole configuration as a JSON-able table, every default and every `name` included."""
    raw: dict[str, Any] = {
        name: dump_settings(getattr(config, name)) for name in SECTIONS[:-1] if getattr(config, name) is not None
    }
    raw["regularizers"] = {name: dump_settings(method) for name, method in sorted(config.regularizers.items())}
    return raw


def dump_settings(settings: Settings) -> dict[str, Any]:
    """Return one table; a component other than a method says its name."""
    families = nested_families(type(settings))
    raw: dict[str, Any] = {}
    if isinstance(settings, Component) and not isinstance(settings, Regularizer):
        raw["name"] = settings.component_name
    raw |= settings.model_dump(mode="json", exclude=set(families))
    for name in families:
        inner = getattr(settings, name)
        raw[name] = None if inner is None else dump_settings(inner)
    return raw
