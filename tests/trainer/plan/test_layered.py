"""A layered network in an experiment file: merging, order, identity, diff and schema."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from store.compare.differences import compare_settings
from tests.trainer.plan.files import mistakes, write
from trainer.plan.catalogue import catalogue
from trainer.plan.experiment import load_experiment
from trainer.plan.identity import config_hash
from trainer.plan.parse import dump_config, parse_config
from trainer.plan.runs import plan_runs
from trainer.plan.schema import experiment_schema

BASE = """
[base]
data.name = "digits"
[base.network]
name = "layered"
[base.network.layers]
first = "conv 16 relu"
drop = "dropout 0.3"
second = "block 32"
"""
VARIANTS = """
[variants.baseline]
[variants.wide]
network.layers.second = "conv 32 kernel 5 gelu"
[variants.plain]
network.layers.drop = false
[variants.long]
network.layers.third = "dense 8"
[variants.turned]
network.order = ["second", "first", "drop"]
"""
Raw = dict[str, Any]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path, VARIANTS, BASE)


def networks(file: Path, *sets: str) -> dict[str, Raw]:
    return {name: dump_config(config)["network"] for name, config in load_experiment(file, sets).variants.items()}


def test_a_variant_exchanges_adds_and_leaves_out_single_components(file: Path) -> None:
    found = networks(file)
    base = {"first": "conv 16 relu", "drop": "dropout 0.3", "second": "block 32"}
    assert found["baseline"]["layers"] == base
    assert found["wide"]["layers"] == base | {"second": "conv 32 kernel 5 gelu"}
    assert found["plain"]["layers"] == base | {"drop": False}
    assert found["long"]["layers"] == base | {"third": "dense 8"}


def test_the_order_is_that_of_the_file_first_the_bases_unless_it_is_said(file: Path) -> None:
    found = {name: network["order"] for name, network in networks(file).items()}
    assert found["baseline"] == found["wide"] == found["plain"] == ["first", "drop", "second"]
    assert found["long"] == ["first", "drop", "second", "third"]
    assert found["turned"] == ["second", "first", "drop"]


def test_a_component_that_was_left_out_comes_back_by_its_text(tmp_path: Path) -> None:
    text = '[variants.baseline]\n[variants.a]\nnetwork.layers.drop = false\n[variants.b]\nextends = "a"\n'
    found = networks(write(tmp_path, text + 'network.layers.drop = "dropout 0.1"\n', BASE))
    assert found["b"]["layers"]["drop"] == "dropout 0.1"
    assert found["b"]["order"] == ["first", "drop", "second"]


def test_one_component_is_set_beside_the_file(file: Path) -> None:
    found = networks(file, 'network.layers.second="conv 32 kernel 5 elu"')
    assert {network["layers"]["second"] for network in found.values()} == {"conv 32 kernel 5 elu"}
    assert found["baseline"]["order"] == ["first", "drop", "second"]


def test_under_another_name_the_components_are_left_behind(file: Path) -> None:
    assert networks(file, "variants.wide.network={name='mlp'}")["wide"].keys() == {"name", "start", "widths"}


def test_an_order_that_lacks_a_component_is_told(tmp_path: Path) -> None:
    text = '[variants.baseline]\nnetwork.order = ["first", "drop"]\n'
    (said,) = mistakes(write(tmp_path, text, BASE))
    text = "must name each component once, in any order (first, drop, second), not ['first', 'drop']"
    assert said == f"trial.toml:11: variants.baseline.network.order: {text}"


def parsed(layers: Raw, **more: Any) -> Any:
    return parse_config({"data": {"name": "digits"}, "network": {"name": "layered", "layers": layers, **more}})


def test_the_order_counts_in_a_configurations_identity() -> None:
    one, other = parsed({"a": "conv 4", "b": "relu"}), parsed({"b": "relu", "a": "conv 4"})
    assert one != other
    assert config_hash(one) != config_hash(other)
    assert config_hash(parsed({"b": "relu", "a": "conv 4"}, order=["a", "b"])) == config_hash(one)
    assert config_hash(parsed({"a": " conv   4", "b": "relu"})) == config_hash(one)


def test_a_record_whose_keys_were_sorted_is_read_as_the_same_network() -> None:
    config = parsed({"z": "conv 4", "a": "relu"})
    dumped = dump_config(config)
    dumped["network"]["layers"] = dict(sorted(dumped["network"]["layers"].items()))
    again = parse_config(dumped)
    assert again.network.recipe((1, 8, 8), 2) == config.network.recipe((1, 8, 8), 2)


def test_the_diff_has_a_row_for_each_component_that_differs(file: Path) -> None:
    configs = [dump_config(config) for config in load_experiment(file).variants.values()]
    rows = {row.path: row.values for row in compare_settings(configs[:3], catalogue())}
    assert rows == {
        "network.layers.drop": ("dropout 0.3", "dropout 0.3", False),
        "network.layers.second": ("block 32", "conv 32 kernel 5 gelu", "block 32"),
    }
    everything = [row.path for row in compare_settings(configs, catalogue(), everything=True)]
    assert "network.layers" not in everything
    assert [path for path in everything if path.startswith("network.layers.")] == [
        f"network.layers.{name}" for name in ("first", "drop", "second", "third")
    ]


def test_each_run_says_which_component_it_exchanges(file: Path) -> None:
    changes = {run.variant: run.changes for run in plan_runs(load_experiment(file), seeds=[1])}
    assert changes["wide"] == {"network.layers.second": ("block 32", "conv 32 kernel 5 gelu")}


@pytest.mark.parametrize(
    ("layers", "right"),
    [({"first": "conv 4"}, True), ({"first": False}, True), ({"first": "cnov 4"}, False), ({"first": 3}, False)],
)
def test_editors_know_what_a_component_begins_with(layers: Raw, right: bool) -> None:
    validator = Draft7Validator(experiment_schema())
    table = {"variants": {"baseline": {"network": {"name": "layered", "layers": layers}}}}
    assert validator.is_valid(table) == right
