from pathlib import Path

import pytest

from trainer.plan.catalogue import catalogue_of
from trainer.plan.declared import config_in_file, declared_defaults
from trainer.plan.parse import dump_config, parse_config
from trainer.settings.problems import PlanError

FILE = """
plugins = [{plugin}]
[base]
data = {{ name = "digits" }}
network = {{ name = "mlp", widths = [8] }}
[variants.baseline]
[variants.tuned]
optimizer = {{ lr = 0.5 }}
[variants.mine]
regularizers = {{ {method} = true }}
"""
METHOD = """
from trainer.regularizers.base import Regularizer


class DeclaredHere(Regularizer, group="images"):
    '''Does nothing.'''
"""


def written(folder: Path, method: str = "mixup", plugin: str = "") -> Path:
    file = folder / "x.toml"
    file.write_text(FILE.format(method=method, plugin=plugin))
    return file


def test_a_variant_is_resolved_as_the_file_says_it_now(tmp_path: Path) -> None:
    file = written(tmp_path)
    assert config_in_file(file, "tuned")["optimizer"]["lr"] == 0.5
    file.write_text(file.read_text().replace("0.5", "0.25"))
    assert config_in_file(file, "tuned")["optimizer"]["lr"] == 0.25


def test_an_unknown_variant_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"no variant is called 'tund' .did you mean 'tuned'"):
        config_in_file(written(tmp_path), "tund")


def test_a_plug_in_runs_only_if_it_was_trusted_and_only_for_who_needs_it(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(METHOD)
    file = written(tmp_path, "declared_here", '"mine.py"')
    assert config_in_file(file, "tuned")["optimizer"]["lr"] == 0.5
    with pytest.raises(PlanError, match="never trusted here"):
        config_in_file(file, "mine")


def test_defaults_are_those_of_the_components_and_methods_that_are_used() -> None:
    raw = {
        "data": {"name": "csv", "path": "rows.csv", "label": "kind"},
        "network": {"name": "mlp", "widths": [8]},
        "optimizer": {"name": "sgd", "lr": 0.5},
        "regularizers": {"dropout": {"rate": 0.9}},
    }
    config = dump_config(parse_config(raw))
    found = declared_defaults(config, catalogue_of([config]))
    assert found["data"]["path"] == "rows.csv", "what has to be given stays"
    assert found["network"] | {"widths": [64, 64]} == found["network"]
    assert found["optimizer"]["name"] != "sgd"
    assert found["optimizer"]["momentum"] == parse_config(raw | {"optimizer": {"name": "sgd"}}).optimizer.momentum  # type: ignore[attr-defined]
    assert found["regularizers"]["dropout"]["rate"] == 0.5
    assert set(found["regularizers"]) == {"dropout"}


def test_what_nobody_declared_stays_as_it_is() -> None:
    config = {"regularizers": {"mine": {"strength": 2}, "flip": {}}, "network": {"name": "gone", "width": 3}}
    assert declared_defaults(config, catalogue_of([config])) == config
