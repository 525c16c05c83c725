import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.trainer.plan.strategies import configs
from trainer.plan.config import Config
from trainer.plan.identity import config_hash
from trainer.plan.parse import dump_config, parse_config
from trainer.settings.problems import PlanError

PLAIN = {"data": {"name": "digits"}, "network": {"name": "mlp"}}


def parse_or_pass_over(raw: dict[str, Any]) -> Config:
    """Parse a drawn table; what spans several settings (Nesterov without momentum) is passed over."""
    try:
        return parse_config(raw)
    except PlanError:
        assume(False)
        raise


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(configs())
def test_parsing_undoes_dumping(raw: dict[str, Any]) -> None:
    config = parse_or_pass_over(raw)
    dumped = dump_config(config)
    again = parse_config(json.loads(json.dumps(dumped)))
    assert again == config
    assert dump_config(again) == dumped
    assert config_hash(again) == config_hash(config)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(configs())
def test_what_was_written_is_in_the_dump(raw: dict[str, Any]) -> None:
    dumped = dump_config(parse_or_pass_over(raw))
    for section, table in raw.items():
        for key, value in table.items() if section != "regularizers" else ():
            in_any_order = key == "corruptions"
            assert dumped[section][key] == (sorted(value) if in_any_order else value)
    assert dumped["regularizers"].keys() == raw.get("regularizers", {}).keys()


def test_a_dump_is_whole() -> None:
    dumped = dump_config(parse_config(PLAIN))
    assert dumped["optimizer"] == {"name": "adam", "lr": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08}
    assert dumped["schedule"] == {"name": "constant", "warmup_epochs": 0.0}
    assert dumped["training"]["epochs"] == 20
    assert dumped["regularizers"] == {}
    assert "source" not in dumped


def test_a_method_that_is_false_is_off_and_one_that_is_true_has_its_declared_settings() -> None:
    config = parse_config({**PLAIN, "regularizers": {"mixup": False, "dropout": True, "ema": {}}})
    assert list(config.regularizers) == ["dropout", "ema"]
    assert config.regularizers["dropout"].model_dump() == {"rate": 0.5, "where": "head"}


def test_the_extra_of_a_data_source_is_a_data_source() -> None:
    raw = {**PLAIN, "data": {"name": "digits", "extra": {"name": "csv", "path": "/x"}}}
    config = parse_config(raw)
    assert parse_config(dump_config(config)) == config
    assert dump_config(config)["data"]["extra"]["path"] == "/x"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, "data.name: is missing; it would be one of"),
        ({**PLAIN, "data": "digits"}, 'data: must be a table with a name, such as { name = "…" }'),
        ({**PLAIN, "data": {"name": 3}}, "data.name: must be a text in quotes, not 3"),
        ({**PLAIN, "training": 3}, "training: must be a table, not 3"),
        ({**PLAIN, "regularizers": []}, "regularizers: must be a table of methods, not []"),
        (
            {**PLAIN, "regularizers": {"mixup": 0.2}},
            "regularizers.mixup: must be a table of its settings, true or false",
        ),
        ({**PLAIN, "trainig": {}}, "trainig: is no section (did you mean 'training'?)"),
        ({**PLAIN, "data": {"name": "digits", "extra": {"name": "x"}}}, "data.extra.name: 'x' is no data source"),
        ({**PLAIN, "optimizer": {"name": "sgd", "momentum": 0, "nesterov": True}}, "nesterov = true needs a momentum"),
    ],
)
def test_a_wrong_table_is_told(raw: dict[str, Any], expected: str) -> None:
    with pytest.raises(PlanError) as caught:
        parse_config(raw)
    assert expected in str(caught.value)
