"""An experiment as a store has kept it: every variant with the settings that it was last queued with."""

from pathlib import Path
from typing import TYPE_CHECKING

from store.names import find_rows
from trainer.plan.experiment import Experiment
from trainer.plan.parse import parse_config
from trainer.plan.plugins import Plugin, load_trusted
from trainer.settings.problems import PlanError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from store.store import Store
    from trainer.plan.config import Config


def kept_experiment(store: "Store", name: str, wanted: "Sequence[str]") -> Experiment:
    """Return an experiment from the records of its runs. Its plug-ins run, as far as they were trusted.

    Raises `StoreError` where no run is of it, or of a variant that is `wanted`, and `PlanError` where the settings of
    one of these are not known any more; others are left out then.
    """
    rows = [row for row in store.rows() if row.experiment == name]
    for variant in wanted:
        find_rows(f"{name}/{variant}", rows)
    newest = {
        variant: store.run(find_rows(f"{name}/{variant}", rows)[-1].id).whole_record()
        for variant in dict.fromkeys(row.variant for row in rows)
    }
    latest = max(newest.values(), key=lambda record: record.get("created", 0.0))
    plugins = [Plugin(Path(plugin["path"]), plugin["sha256"]) for plugin in latest.get("plugins") or ()]
    for plugin in plugins:
        load_trusted(plugin)
    return Experiment(
        file=Path(latest.get("experiment_file") or f"{name}.toml"),
        name=name,
        title=str(latest.get("title") or name),
        note="",
        goal=latest.get("goal"),
        seeds=tuple(sorted({row.seed for row in rows})),
        baseline=str(latest.get("baseline") or "baseline"),
        variants=_variants(newest, wanted),
        notes={variant: record["note"] for variant, record in newest.items() if record.get("note")},
        variant_names=tuple(newest),
        plugins=tuple(plugins),
    )


def _variants(records: "Mapping[str, Mapping[str, Any]]", wanted: "Sequence[str]") -> "dict[str, Config]":
    found = {}
    for variant, record in records.items():
        try:
            found[variant] = parse_config(record["config"])
        except PlanError:
            if variant in wanted:
                raise
    return found
