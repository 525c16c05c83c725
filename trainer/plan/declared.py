"""What settings of a run are held against: its variant as an experiment file has it now, and declared defaults."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from trainer.plan.experiment import load_experiment
from trainer.plan.parse import dump_config
from trainer.plan.runs import unknown_variant
from trainer.settings.describe import SettingInfo
from trainer.settings.problems import PlanError

Table = Mapping[str, Any]


def config_in_file(file: Path, variant: str) -> dict[str, Any]:
    """Return the resolved settings of a variant as a file says them now.

    Trusted plug-ins run if the variant needs them. Raises `PlanError` where the file has mistakes, or no such variant.
    """
    experiment = load_experiment(file)
    if variant in experiment.variant_names and variant not in experiment.variants:
        experiment = load_experiment(file, run_plugins=True)
    if variant not in experiment.variants:
        raise PlanError([unknown_variant(variant, experiment)])
    return dump_config(experiment.variants[variant])


def declared_defaults(config: Table, catalogue: Iterable[SettingInfo]) -> dict[str, Any]:
    """Return a configuration with each setting as declared, of the same components and with the same methods on.

    What has to be given, and what the catalogue does not know, stays as it is.
    """
    return _defaults(config, {info.path: info for info in catalogue}, "")


def _defaults(table: Table, known: Mapping[str, SettingInfo], prefix: str) -> dict[str, Any]:
    return {name: _default(value, known, f"{prefix}{name}") for name, value in table.items()}


def _default(value: Any, known: Mapping[str, SettingInfo], path: str) -> Any:
    info = known.get(path)
    if isinstance(value, Mapping) and (not value or info is None):
        return _defaults(value, known, f"{path}.")
    return value if info is None or info.required else info.default
