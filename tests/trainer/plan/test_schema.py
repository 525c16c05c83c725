import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft7Validator

from tests.trainer.plan.files import FULL
from tests.trainer.plan.strategies import layers
from trainer.plan.catalogue import catalogue, methods_by_group
from trainer.plan.parse import FAMILIES
from trainer.plan.schema import experiment_schema

SHIPPED = sorted((Path(__file__).parents[3] / "experiments").rglob("*.toml"))


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    schema = experiment_schema()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def places(validator: Draft7Validator, table: dict[str, Any]) -> list[str]:
    return [".".join(map(str, error.absolute_path)) for error in validator.iter_errors(table)]


@pytest.mark.parametrize("file", [FULL, *SHIPPED], ids=lambda file: file.stem)
def test_good_files_pass(file: Path, validator: Draft7Validator) -> None:
    assert places(validator, tomllib.loads(file.read_text("utf-8"))) == []


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(layers(), layers())
def test_everything_that_may_be_written_passes(base: dict[str, Any], own: dict[str, Any]) -> None:
    validator = Draft7Validator(experiment_schema())
    assert places(validator, {"base": base, "variants": {"baseline": own}}) == []


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("titel = 'x'", ""),
        ("seeds = [1, 1]", "seeds"),
        ("seeds = 0", "seeds"),
        ("base.optimizer.lr = 0", "base.optimizer"),
        ("base.optimizer.lr = 'fast'", "base.optimizer"),
        ("base.optimizer = { name = 'sgd', beta1 = 0.9 }", "base.optimizer"),
        ("base.optimizer.name = 'agam'", "base.optimizer.name"),
        ("base.training.epochs = 2.5", "base.training.epochs"),
        ("base.training.precision = 'fp8'", "base.training.precision"),
        ("base.trainig.epochs = 2", "base"),
        ("base.extends = 'x'", "base"),
        ("variants.a.extends = 3", "variants.a.extends"),
        ("variants.a.regularizers.mixop = true", "variants.a.regularizers"),
        ("variants.a.regularizers.mixup = 0.2", "variants.a.regularizers.mixup"),
        ("variants.a.regularizers.mixup.alpha = 0", "variants.a.regularizers.mixup"),
        ("variants.a.data.extra = { name = 'nope' }", "variants.a.data"),
        ("variants.'a b' = {}", "variants"),
    ],
)
def test_wrong_ones_are_found_at_their_place(line: str, place: str, validator: Draft7Validator) -> None:
    table = {"variants": {"baseline": {}}} | tomllib.loads(line)
    assert place in places(validator, table)


def test_a_file_without_variants_is_wrong(validator: Draft7Validator) -> None:
    assert places(validator, {"title": "x"}) == [""]
    assert places(validator, {"variants": {}}) == ["variants"]


def test_every_setting_of_the_catalogue_is_described_with_its_unit() -> None:
    schema = experiment_schema()["$defs"]
    tables = [(section, option) for section in FAMILIES for option in schema[section]["anyOf"]]
    tables += [("training", schema["training"])]
    methods = schema["regularizers"]["properties"].items()
    tables += [(f"regularizers.{name}", method["anyOf"][0]) for name, method in methods]
    described: dict[str, set[str]] = {}
    for place, table in tables:
        for name, value in table["properties"].items():
            described.setdefault(f"{place}.{name}", set()).add(value.get("description", ""))
    for info in catalogue():
        if info.type != "table" and not info.path.endswith(".name"):
            unit = f" ({info.unit})" if info.unit else ""
            assert f"{info.help}{unit}" in described[info.path]


def test_bounds_and_defaults_are_known_to_editors() -> None:
    training = experiment_schema()["$defs"]["training"]["properties"]
    assert training["epochs"]["default"] == 20
    assert (training["epochs"]["minimum"], training["epochs"]["maximum"]) == (0, 100_000)


def test_every_method_is_described_and_can_be_switched() -> None:
    methods = experiment_schema()["$defs"]["regularizers"]["properties"]
    assert list(methods) == [name for name, _ in methods_by_group()]
    assert all(method["description"] and {"type": "boolean"} in method["anyOf"] for method in methods.values())


def test_names_that_editors_offer_are_those_that_there_are() -> None:
    offered, open_ended = experiment_schema()["$defs"]["network"]["properties"]["name"]["anyOf"]
    assert {"mlp", "small_cnn", "googlenet"} <= set(offered["enum"])
    assert all(re.fullmatch(r"\w+", name) for name in offered["enum"])
    assert re.fullmatch(open_ended["pattern"], "timm/resnet18")
