from pathlib import Path

import pytest

from tests.support.experiments import write_small
from trainer.plan.experiment import load_experiment
from tui.launching.asked import as_asked
from tui.launching.draft import Draft
from tui.launching.form import Field, form_fields

VARIANTS = ("source", "baseline", "tuned")
Values = dict[str, dict[str, str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_small(tmp_path)


def asked(file: Path, draft: Draft) -> Values:
    fields: list[Field] = as_asked(form_fields(load_experiment(file)), draft.ordered(), VARIANTS)
    return {field.path: dict(field.values) for field in fields}


def test_a_method_that_is_asked_for_is_on_and_its_settings_have_their_defaults(file: Path) -> None:
    shown = asked(file, Draft(file).with_edit("regularizers.feature_mixup", "true", "tuned"))
    assert shown["regularizers.feature_mixup"] == {"source": "false", "baseline": "false", "tuned": "true"}
    assert shown["regularizers.feature_mixup.alpha"] == {"tuned": "0.5"}


def test_a_setting_of_a_method_turns_it_on_with_that_value(file: Path) -> None:
    shown = asked(file, Draft(file).with_edit("regularizers.feature_mixup.alpha", "900"))
    assert set(shown["regularizers.feature_mixup"].values()) == {"true"}
    assert set(shown["regularizers.feature_mixup.alpha"].values()) == {"900"}


def test_a_method_that_is_turned_off_has_no_settings(file: Path) -> None:
    shown = asked(file, Draft(file).with_edit("regularizers.label_smoothing", "false"))
    assert set(shown["regularizers.label_smoothing"].values()) == {"false"}
    assert shown["regularizers.label_smoothing.amount"] == {}


def test_what_one_variant_is_asked_counts_over_what_all_are(file: Path) -> None:
    draft = Draft(file).with_edit("optimizer.lr", "-1").with_edit("optimizer.lr", "-2", "tuned")
    assert asked(file, draft)["optimizer.lr"] == {"source": "-1", "baseline": "-1", "tuned": "-2"}
    assert asked(file, Draft(file).with_edit("seeds", "none"))["seeds"] == {"": "none"}
