from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from trainer.data.base import DataSource
from trainer.plan.conflicts import find_conflicts
from trainer.regularizers.base import Regularizer


@pytest.fixture
def rivals() -> Iterator[None]:
    """Register two methods that exclude each other and data of other kinds, for the time of a test."""

    class RivalOne(Regularizer, group="weights"):
        excludes: ClassVar[dict[str, str]] = {"rival_two": "both want the same"}

    class RivalTwo(Regularizer, group="weights"):
        pass

    class Measurements(DataSource):
        kind: ClassVar[str] = "features"

    class Surprises(DataSource):
        kind: ClassVar[str] = "either"

    yield
    for method in ("rival_one", "rival_two"):
        del Regularizer.members[method]
    for source in ("measurements", "surprises"):
        del DataSource.members[source]


@pytest.mark.usefixtures("rivals")
def test_methods_that_exclude_each_other_are_told_once_with_the_reason() -> None:
    methods = {"rival_two": True, "rival_one": {}, "mixup": {}}
    (problem,) = find_conflicts({"regularizers": methods})
    assert problem.place == "regularizers.rival_one"
    assert problem.text.startswith("cannot be on together with rival_two: both want the same; turn one of them off")


@pytest.mark.usefixtures("rivals")
def test_a_method_that_is_off_excludes_nothing() -> None:
    assert list(find_conflicts({"regularizers": {"rival_two": False, "rival_one": {}}})) == []


@pytest.mark.usefixtures("rivals")
def test_a_network_for_pictures_cannot_take_measurements() -> None:
    sections = {"data": {"name": "measurements"}, "network": {"name": "small_cnn"}}
    (problem,) = find_conflicts(sections)
    told = "network.name: takes images, and data gives features; these networks take them: "
    assert str(problem).startswith(told)
    assert "mlp" in str(problem).removeprefix(told).split(", ")
    assert list(find_conflicts({**sections, "network": {"name": "mlp"}})) == []
    (problem,) = find_conflicts({"source": {"name": "measurements"}, "network": {"name": "small_cnn"}})
    assert "source gives features" in problem.text


def test_what_is_wrong_otherwise_is_left_to_others() -> None:
    for sections in ({}, {"regularizers": 3, "data": 3}, {"regularizers": {"nope": {}}, "network": {"name": [1]}}):
        assert list(find_conflicts(sections)) == []


def test_pictures_go_into_an_mlp() -> None:
    assert list(find_conflicts({"data": {"name": "digits"}, "network": {"name": "mlp"}})) == []


@pytest.mark.usefixtures("rivals")
def test_a_method_for_pictures_cannot_act_on_measurements() -> None:
    methods = {"random_flip": True, "mixup": {}, "random_crop": False}
    (problem,) = find_conflicts({"data": {"name": "measurements"}, "regularizers": methods})
    assert problem.place == "regularizers.random_flip"
    assert problem.text == "acts on images only, and data gives features; turn it off with `= false`"


START = {"name": "mlp", "start": "pretrained"}
SOURCE = {"name": "digits"}


@pytest.mark.parametrize(
    ("sections", "place", "text"),
    [
        ({"regularizers": {"distillation": True}}, "regularizers.distillation.teacher", "needs a start"),
        ({"regularizers": {"model_soup": {"of": ["run:a", "start"]}}}, "regularizers.model_soup.of", "needs a start"),
        ({"regularizers": {"learning_without_forgetting": {}}}, "regularizers.learning_without_forgetting", "a start"),
        ({"network": START, "regularizers": {"replay": {}}}, "regularizers.replay", "needs the data of the source"),
    ],
)
def test_a_method_without_what_it_needs_is_told(sections: dict[str, Any], place: str, text: str) -> None:
    (problem,) = find_conflicts(sections)
    assert problem.place == place
    assert text in problem.text


def test_a_method_that_has_what_it_needs_or_is_off_is_fine() -> None:
    on = {"distillation": {}, "learning_without_forgetting": {}, "replay": True}
    assert list(find_conflicts({"network": START, "source": SOURCE, "regularizers": on})) == []
    assert list(find_conflicts({"regularizers": {"distillation": {"teacher": "variant:big"}, "replay": False}})) == []
    assert list(find_conflicts({"regularizers": {"distillation": {"teacher": 3}}})) == []


@pytest.mark.usefixtures("rivals")
def test_measurements_cannot_be_made_worse_like_pictures() -> None:
    training = {"corruptions": ["noise"], "attack_size": 0.0}
    (problem,) = find_conflicts({"data": {"name": "measurements"}, "training": training})
    assert str(problem) == "training.corruptions: is for images only, and data gives features; leave it out"


TABLE = {"name": "csv", "path": "trees.csv"}
PIXELS = {**TABLE, "shape": [2, 3]}


def test_a_table_with_a_shape_holds_pictures_and_one_without_holds_measurements() -> None:
    sections = {"regularizers": {"random_flip": {}, "feature_mixup": {}}, "network": {"name": "small_cnn"}}
    told = [problem.place for problem in find_conflicts({**sections, "data": TABLE})]
    assert told == ["network.name", "regularizers.random_flip"]
    (problem,) = find_conflicts({**sections, "data": PIXELS})
    assert problem.place == "regularizers.feature_mixup"


@pytest.mark.usefixtures("rivals")
def test_nothing_is_said_of_data_whose_kind_only_reading_tells() -> None:
    methods = {"random_flip": {}, "feature_mixup": {}}
    sections = {"data": {"name": "surprises"}, "network": {"name": "small_cnn"}, "regularizers": methods}
    assert list(find_conflicts({**sections, "source": TABLE, "network": {"name": "mlp"}})) == []
    assert list(find_conflicts(sections)) == []


def test_other_examples_of_a_run_must_be_of_the_kind_of_its_data() -> None:
    sections = {"data": {**TABLE, "extra": PIXELS}, "source": {"name": "digits"}, "network": {"name": "mlp"}}
    text = "gives images, and data gives features; both must be of one kind"
    assert [str(problem) for problem in find_conflicts(sections)] == [
        f"source.name: {text}",
        f"data.extra.name: {text}",
    ]
    alike = {"data": {**PIXELS, "extra": PIXELS}, "source": {"name": "digits"}, "network": {"name": "mlp"}}
    assert list(find_conflicts(alike)) == []
