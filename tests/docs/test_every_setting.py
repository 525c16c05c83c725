"""The experiment with one method a variant has every method, and its page shows what it gave."""

import re

from tests.docs.every_setting import PAGE
from tests.layers.imports import ROOT
from trainer.plan.experiment import load_experiment
from trainer.regularizers.base import Regularizer

EXPERIMENT = load_experiment(ROOT / "experiments/every_setting.toml")


def methods_on(file: str) -> set[str]:
    experiment = load_experiment(ROOT / "experiments" / file)
    return {name for config in experiment.variants.values() for name in config.regularizers}


def test_every_method_is_on_in_a_variant_those_for_tables_in_the_table() -> None:
    pictures, tables = methods_on("every_setting.toml"), methods_on("table.toml")
    missing = {
        name
        for name, method in Regularizer.registry().items()
        if name not in (pictures if "images" in method.applies_to else tables)
    }
    assert missing == set()


def test_a_variant_differs_from_the_baseline_by_its_own_method() -> None:
    base = set(EXPERIMENT.variants["baseline"].regularizers)
    for name, config in EXPERIMENT.variants.items():
        if name in Regularizer.registry() and name != "stochastic_depth":
            assert name in set(config.regularizers) - base, name


def test_its_page_has_a_row_a_variant() -> None:
    rows = re.findall(r"^\| (\w[\w\\]*) ", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {row.replace("\\", "") for row in rows} - {"variant"} == set(EXPERIMENT.variants)
