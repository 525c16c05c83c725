from pathlib import Path

import pytest

from tests.support.experiments import write_small
from trainer.plan.catalogue import methods_by_group
from trainer.plan.experiment import load_experiment
from tui.launching.checking import check
from tui.launching.draft import Draft
from tui.launching.form import Field, as_written, form_fields


@pytest.fixture(scope="module")
def fields(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Field]:
    experiment = load_experiment(write_small(tmp_path_factory.mktemp("form")))
    return {field.path: field for field in form_fields(experiment)}


def test_every_method_of_the_registry_has_a_switch(fields: dict[str, Field]) -> None:
    for name, method in methods_by_group():
        assert fields[f"regularizers.{name}"].info.type == "switch"
        assert fields[f"regularizers.{name}"].info.group == method.group


def test_a_section_shows_the_settings_of_the_component_that_is_chosen(fields: dict[str, Field]) -> None:
    assert fields["network.width"].values["tuned"] == "4"
    assert "adam" in fields["optimizer.name"].info.choices
    assert "optimizer.momentum" not in fields


def test_a_field_has_the_value_of_each_variant(fields: dict[str, Field]) -> None:
    assert fields["optimizer.lr"].distinct(["source", "baseline", "tuned"]) == ["0.003", "0.02"]
    assert fields["optimizer.lr"].distinct(["tuned"]) == ["0.02"]
    assert fields["regularizers.label_smoothing"].values == {"source": "false", "baseline": "false", "tuned": "true"}
    assert fields["regularizers.label_smoothing.amount"].distinct(["baseline"]) == []


def test_what_belongs_to_the_experiment_is_the_same_for_every_variant(fields: dict[str, Field]) -> None:
    assert fields["seeds"].distinct(["tuned"]) == ["[1, 2]"]
    assert fields["goal"].distinct([]) == ["test.accuracy >= 0.5"]


def test_fields_are_found_by_every_word_of_their_name_or_help(fields: dict[str, Field]) -> None:
    assert fields["optimizer.lr"].matches("learning rate")
    assert fields["optimizer.lr"].matches("LR optim")
    assert not fields["optimizer.lr"].matches("learning dropout")


@pytest.mark.parametrize(
    ("words", "nearest_first"),
    [
        ("sam", ["regularizers.sam", "regularizers.balanced_sampling", "regularizers.dropout"]),
        ("mixup", ["regularizers.mixup", "regularizers.mixup.alpha", "regularizers.feature_mixup"]),
        ("label smo", ["regularizers.label_smoothing", "regularizers.balanced_sampling"]),
        ("LR", ["optimizer.lr", "training.epochs"]),
        ("optim lr", ["optimizer.lr", "optimizer.name"]),
    ],
)
def test_a_name_is_nearest_to_itself_then_to_its_beginning_then_to_a_part_of_it(
    fields: dict[str, Field], words: str, nearest_first: list[str]
) -> None:
    distances = [fields[path].distance(words) for path in nearest_first]
    assert distances == sorted(set(distances))


def test_every_value_of_the_form_is_accepted_back(tmp_path: Path, fields: dict[str, Field]) -> None:
    draft = Draft(write_small(tmp_path))
    before = check(draft).experiment
    for field in fields.values():
        value = field.values.get("" if field.whole_experiment else "tuned")
        if value and value != "false":
            draft = draft.with_edit(field.path, value, "" if field.whole_experiment else "tuned")
    after = check(draft).experiment
    assert before is not None
    assert after is not None
    assert after.variants == before.variants


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "true"),
        (0.001, "0.001"),
        ("adam", "adam"),
        (["0", "1"], '["0", "1"]'),
        ([1, 2], "[1, 2]"),
        ({"name": "digits", "size": None, "classes": ["0"]}, '{name = "digits", classes = ["0"]}'),
    ],
)
def test_values_are_written_as_toml(value: object, written: str) -> None:
    assert as_written(value) == written
