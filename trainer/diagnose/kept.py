"""An experiment as a store has kept it: every variant with the settings that it was last queued with."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import StoreError, did_you_mean
from store.names import PROBE, find_rows
from store.row import USUAL_BASELINE
from store.run import weights_of
from store.yardstick import SHOWN_HASH
from trainer.plan.earlier import is_earlier, more_of, own_variant
from trainer.plan.experiment import Experiment
from trainer.plan.parse import parse_config
from trainer.plan.plugins import Plugin, load_trusted
from trainer.plan.references import needed_variants, with_meanings
from trainer.plan.runs import hash_variants
from trainer.settings.problems import PlanError
from trainer.settings.references import variant_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from store.store import Store
    from trainer.plan.config import Config


def kept_experiment(store: "Store", name: str, wanted: "Sequence[str]") -> Experiment:
    """Return an experiment from the records of its runs; if its baseline is gone, the first one `wanted` is it.

    Its plug-ins run, as far as they were trusted.

    Raises `StoreError` where no run is of it, or of a variant that is `wanted`, and `PlanError` where the settings of
    one of these are not known any more; others are left out then.
    """
    rows = [row for row in store.rows() if row.experiment == name]
    there = {row.variant for row in rows}
    for variant in map(own_variant, wanted):
        if variant not in there:
            hint = did_you_mean(variant, there) or f"; there are {', '.join(sorted(there)) or 'none'}"
            raise StoreError(f"{store.root}: no run is of a variant {variant!r} of {name!r}{hint}")
    newest = {
        variant: store.run(find_rows(f"{name}/{variant}", rows)[-1].id).whole_record()
        for variant in dict.fromkeys([*(row.variant for row in rows), *wanted])
    }
    latest = max(newest.values(), key=lambda record: record.get("created", 0.0))
    plugins = [Plugin(Path(plugin["path"]), plugin["sha256"]) for plugin in latest.get("plugins") or ()]
    for plugin in plugins:
        load_trusted(plugin)
    variants = _with_what_they_need(_variants(newest, wanted), name, wanted)
    variants = _with_their_starts(store, variants, newest, wanted)
    baseline = str(latest.get("baseline") or USUAL_BASELINE)
    return Experiment(
        file=Path(latest.get("experiment_file") or f"{name}.toml"),
        name=name,
        title=str(latest.get("title") or name),
        note=str(latest.get("experiment_note") or ""),
        goal=latest.get("goal"),
        seeds=tuple(sorted({row.seed for row in rows})),
        baseline=baseline if baseline in variants else wanted[0],
        variants=variants,
        notes={variant: record["note"] for variant, record in newest.items() if record.get("note")},
        variant_names=tuple(name for name in newest if not is_earlier(name)),
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


def _with_what_they_need(variants: "dict[str, Config]", name: str, wanted: "Sequence[str]") -> "dict[str, Config]":
    """Return the variants without those that need the weights of one that is gone."""
    while lacking := {own: gone for own, config in variants.items() for gone in _gone(config, variants)}:
        for variant in wanted:
            if variant in lacking:
                raise StoreError(f"{name}/{variant} needs the weights of {lacking[variant]}, of which no run is left")
        variants = {own: config for own, config in variants.items() if own not in lacking}
    return variants


def _with_their_starts(
    store: "Store", variants: "dict[str, Config]", records: "Mapping[str, Mapping[str, Any]]", wanted: "Sequence[str]"
) -> "dict[str, Config]":
    """Let what is wanted, and trials, take the weights that their runs took; an earlier configuration has to."""
    hashes = hash_variants(variants)
    for variant, config_hash in hashes.items():
        record = records[variant]
        if config_hash != record["config_hash"] and (variant in wanted or variant.startswith(PROBE)):
            with suppress(*() if is_earlier(variant) else (StoreError, PlanError)):
                variants = _with_its_starts(store, variants, variant, record)
    return variants


def _with_its_starts(
    store: "Store", variants: "dict[str, Config]", variant: str, record: "Mapping[str, Any]"
) -> "dict[str, Config]":
    """Return the variants with the weights that runs of one took, where the variants that these are of have changed.

    Raises `StoreError` where such runs are gone.
    """
    if hash_variants(variants)[variant] == record["config_hash"]:
        return variants
    starts: dict[str, str] = {}
    for reference, ids in weights_of(record).items():
        if (needed := variant_of(reference)) is not None:
            start = store.run(ids[0]).whole_record()
            name = more_of(f"{own_variant(needed)}@{start['config_hash'][:SHOWN_HASH]}")
            variants = _with_its_starts(store, {**variants, name: parse_config(start["config"])}, name, start)
            starts[reference] = f"{reference.partition(':')[0]}:{name}"
    config = parse_config(with_meanings(variants[variant], lambda one: starts.get(one, one)))
    variants = {**variants, variant: config}
    if hash_variants(variants)[variant] != record["config_hash"]:
        raise StoreError(
            f"{record['experiment']}/{variant}: its settings mean something else here by now: its start, or what "
            "this version takes for granted"
        )
    return variants


def _gone(config: "Config", variants: "Mapping[str, Config]") -> "list[str]":
    return [needed for needed in needed_variants(config) if needed not in variants]
