import tomllib
from pathlib import Path

import pytest
from hypothesis import given, reject, settings

from tests.layers.imports import ROOT
from tests.trainer.plan.strategies import Raw, configs
from trainer.plan.experiment import Experiment, load_experiment
from trainer.plan.merging import inherit
from trainer.plan.parse import parse_config
from trainer.plan.writing import experiment_toml, toml_value
from trainer.settings.problems import PlanError

TEXT = 'a "b" \\ \n \x7f \u00e9 \U0001f600'
FILES = sorted((ROOT / "experiments").glob("*.toml"))


def written(experiment: Experiment, folder: Path) -> Experiment:
    file = folder / experiment.file.name
    file.write_text(experiment_toml(experiment, list(experiment.variants), experiment.seeds), "utf-8")
    return load_experiment(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_written_says_the_same_as_the_file(file: Path, tmp_path: Path) -> None:
    experiment = load_experiment(file)
    again = written(experiment, tmp_path)
    assert again.variants == experiment.variants
    for part in ("title", "note", "goal", "baseline", "seeds", "notes"):
        assert getattr(again, part) == getattr(experiment, part), part


@settings(max_examples=50, deadline=None)
@given(configs(), configs())
def test_any_two_configurations_come_back(one: Raw, other: Raw) -> None:
    try:
        variants = {"baseline": parse_config(one), "tuned": parse_config(other)}
    except PlanError:  # entries that a list may not have twice, say
        reject()
    experiment = Experiment(Path("x.toml"), "x", "x", "", None, (1,), "baseline", variants, {}, tuple(variants))
    read = tomllib.loads(experiment_toml(experiment, list(variants), (1,)))
    for name, config in variants.items():
        assert parse_config(inherit([read["base"], read["variants"][name]])) == config


def test_what_all_share_stands_in_the_base_and_no_default_stands_anywhere(tmp_path: Path) -> None:
    experiment = load_experiment(ROOT / "experiments/decline.toml")
    text = experiment_toml(experiment, list(experiment.variants), experiment.seeds)
    read = tomllib.loads(text)
    assert read["base"]["network"] == {"name": "small_cnn", "width": 16}
    assert "epsilon" not in text
    assert read["variants"]["tuned"]["optimizer"] == {"lr": 0.0003}


@pytest.mark.parametrize(
    "value",
    [1, 1.5, 1e-08, True, TEXT, [1, 2], ["a"], {"a": {"b c": 1}, "d": []}, {}, float("inf")],
)
def test_a_value_reads_back(value: object) -> None:
    assert tomllib.loads(f"value = {toml_value(value)}") == {"value": value}
