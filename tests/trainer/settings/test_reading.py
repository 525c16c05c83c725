from pathlib import Path
from typing import Any, Literal

import pytest

from trainer.plan.sections.optimizer import SGD, Optimizer
from trainer.regularizers.base import Regularizer
from trainer.settings.base import Settings, setting
from trainer.settings.reading import Reader, noun


class Sample(Settings):
    count: int = setting(3, "How many.", ge=1, le=5)
    step: int = setting(2, "In steps.", multiple_of=2, ge=0, le=10)
    share: float = setting(0.5, "How much.", gt=0, lt=1)
    on: bool = setting(default=True, description="Whether.")
    word: str = setting("xy", "Which word.", min_length=2, max_length=3)
    code: str = setting("A1", "A letter and a digit.", pattern="^[A-Z][0-9]$")
    choice: Literal["apple", "pear"] = setting("apple", "Which of two.")
    where: Path = setting(Path("/x"), "Which file.")
    several: tuple[int, ...] = setting((1, 2), "Which ones.", min_length=1, max_length=2)
    either: int | Literal["auto"] = setting("auto", "A number, or auto.")


def said(raw: Any) -> list[str]:
    reader = Reader()
    reader.settings(Sample, raw, "it", "a sample")
    return [str(problem) for problem in reader.problems]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"count": 0}, "it.count: must be at least 1, not 0"),
        ({"count": 6}, "it.count: must be at most 5, not 6"),
        ({"count": 2.5}, "it.count: must be a whole number, not 2.5"),
        ({"count": "two"}, "it.count: must be a whole number, not 'two'"),
        ({"step": 3}, "it.step: must be a multiple of 2, not 3"),
        ({"share": 0}, "it.share: must be greater than 0, not 0"),
        ({"share": 1}, "it.share: must be less than 1, not 1"),
        ({"share": float("inf")}, "it.share: must be a finite number, not inf"),
        ({"share": True}, "it.share: must be a number, not true"),
        ({"on": 1}, "it.on: must be true or false, not 1"),
        ({"word": "x"}, "it.word: must have at least 2 characters, not 'x'"),
        ({"word": "long word"}, "it.word: must have at most 3 characters, not 'long word'"),
        ({"word": 3}, "it.word: must be a text in quotes, not 3"),
        ({"code": "a1"}, "it.code: 'a1' is not of the right form. A letter and a digit."),
        ({"choice": "peer"}, "it.choice: must be one of \"apple\", \"pear\", not 'peer' (did you mean 'pear'?)"),
        ({"where": 3}, "it.where: must be a text in quotes, not 3"),
        ({"several": 3}, "it.several: must be a list in brackets, not 3"),
        ({"several": []}, "it.several: must have at least 1 entry, not []"),
        ({"several": [1, 2, 3]}, "it.several: must have at most 2 entries, not [1, 2, 3]"),
        ({"several": [1, "x"]}, "it.several.1: must be a whole number, not 'x'"),
        (
            {"either": "aut"},
            "it.either: must be a whole number or must be one of \"auto\", not 'aut' (did you mean 'auto'?)",
        ),
        ({"cuont": 1}, "it.cuont: is no setting of a sample (did you mean 'count'?)"),
        ({"zzz": 1}, "it.zzz: is no setting of a sample; it has count, step,"),
        (3, "it: must be a table, not 3"),
    ],
)
def test_a_wrong_value_is_told_with_what_would_be_right(raw: Any, expected: str) -> None:
    (sentence,) = said(raw)
    assert sentence.startswith(expected)


def test_a_right_table_is_read_with_its_defaults() -> None:
    assert said({"count": 5, "share": 0.25, "where": "/y", "several": [3], "either": 7}) == []
    assert Reader().settings(Sample, {}, "it", "a sample") == Sample()


def test_every_mistake_of_a_table_is_kept() -> None:
    assert len(said({"count": 0, "share": 2, "zzz": 1, "several": ["a", "b"]})) == 5


def test_a_component_is_chosen_by_name() -> None:
    reader = Reader()
    assert reader.component(Optimizer, {"name": "sgd", "lr": 1}, "o") == SGD(lr=1)
    assert reader.component(Optimizer, {}, "o", "sgd") == SGD()
    assert reader.problems == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"name": "agam"}, "o.name: 'agam' is no optimizer (did you mean 'adam'?)"),
        ({"name": "zzz"}, "o.name: 'zzz' is no optimizer; one of adam, adamw, sgd"),
        ({}, "o.name: is missing; it would be one of adam, adamw, sgd"),
        ({"name": "sgd", "nmae": 1}, "o.nmae: is no setting of optimizer 'sgd' (did you mean 'name'?)"),
        ("sgd", "o: must be a table with a name"),
    ],
)
def test_a_wrong_component_is_told(raw: Any, expected: str) -> None:
    reader = Reader()
    assert reader.component(Optimizer, raw, "o") is None
    assert str(reader.problems[0]).startswith(expected)


def test_without_a_known_name_what_no_component_has_is_still_told() -> None:
    reader = Reader()
    assert reader.component(Optimizer, {"nmae": "sgd", "momentum": 0.5}, "o") is None
    assert [str(problem) for problem in reader.problems] == [
        "o.name: is missing; it would be one of adam, adamw, sgd",
        "o.nmae: is no setting of any optimizer (did you mean 'name'?)",
    ]


def test_with_plug_ins_an_unknown_name_is_left_unchecked() -> None:
    reader = Reader(foreign_names=True)
    assert reader.member(Regularizer, "of_a_plugin", "r") is None
    assert reader.member(Regularizer, 3, "r") is None
    assert [str(problem) for problem in reader.unchecked] == [
        "r: 'of_a_plugin' may come from a plug-in; it is checked at launch"
    ]
    assert len(reader.problems) == 1


def test_families_have_names_that_people_use() -> None:
    assert noun(Optimizer) == "optimizer"
    assert noun(Regularizer) == "regularizer"
