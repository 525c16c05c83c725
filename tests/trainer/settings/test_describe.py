from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from trainer.data.base import DataSource
from trainer.plan.catalogue import catalogue
from trainer.plan.form import ExperimentForm, VariantForm
from trainer.plan.parse import FAMILIES
from trainer.plan.sections.training import Training
from trainer.regularizers.base import Regularizer
from trainer.settings.base import Settings, setting
from trainer.settings.component import members
from trainer.settings.describe import SettingInfo, describe, field_schemas

MODELS = [
    Training,
    ExperimentForm,
    VariantForm,
    *members(Regularizer),
    *(member for section, (family, _) in FAMILIES.items() if section != "source" for member in members(family)),
]


class Everything(Settings):
    count: int = setting(3, "How many.", unit="things", ge=1, le=5)
    share: float = setting(0.5, "How much.", gt=0, lt=1)
    on: bool = setting(default=True, description="Whether.")
    word: str = setting("x", "Which word.", min_length=1)
    choice: Literal["a", "b"] = setting("a", "Which of two.")
    one: Literal["only"] = setting("only", "No choice.")
    where: Path = setting(..., "Which file.")
    maybe: int | None = setting(None, "If at all.", ge=2)
    several: tuple[Annotated[int, Field(ge=1)], ...] = setting((1, 2), "Which ones.", min_length=1)
    either: int | str = setting(1, "A number or a word.")
    source: DataSource | None = setting(None, "A component.")


def info(name: str) -> SettingInfo:
    return next(info for info in describe(Everything, "here", "group") if info.path == f"here.{name}")


@pytest.mark.parametrize(
    ("name", "type_", "bounds", "default"),
    [
        ("count", "int", "≥ 1 and ≤ 5", 3),
        ("share", "float", "> 0 and < 1", 0.5),
        ("on", "bool", "", True),
        ("word", "str", "not empty", "x"),
        ("choice", "str", "", "a"),
        ("where", "path", "", None),
        ("maybe", "int", "≥ 2", None),
        ("several", "list of int", "at least 1 entry and each ≥ 1", [1, 2]),
        ("either", "int or str", "", 1),
        ("source", "table", "", None),
    ],
)
def test_a_declaration_says_type_bounds_and_default(name: str, type_: str, bounds: str, default: object) -> None:
    assert (info(name).type, info(name).bounds, info(name).default) == (type_, bounds, default)


def test_a_declaration_says_unit_help_choices_and_whether_it_is_needed() -> None:
    assert (info("count").unit, info("count").help, info("count").group) == ("things", "How many.", "group")
    assert (info("choice").choices, info("one").choices) == (("a", "b"), ("only",))
    assert [info(name).required for name in ("where", "word")] == [True, False]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_setting_has_a_description_that_is_a_sentence(model: type[Settings]) -> None:
    for name, field in model.model_fields.items():
        assert field.description, f"{model.__name__}.{name}"
        assert field.description.endswith((".", ")")), field.description


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_number_has_bounds_on_both_sides(model: type[Settings]) -> None:
    for name, schema in field_schemas(model).items():
        for option in schema.get("anyOf", [schema]):
            if option.get("type") in ("integer", "number") and "enum" not in option:
                assert option.keys() & {"minimum", "exclusiveMinimum"}, f"{model.__name__}.{name}"
                assert option.keys() & {"maximum", "exclusiveMaximum"}, f"{model.__name__}.{name}"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_default_lies_within_its_bounds(model: type[Settings]) -> None:
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    if not needed:
        model.model_validate({})
        return
    with pytest.raises(ValidationError) as caught:
        model.model_validate({})
    assert {detail["loc"][0] for detail in caught.value.errors()} == needed


def test_every_path_of_the_catalogue_stands_once() -> None:
    paths = [info.path for info in catalogue()]
    assert len(paths) == len(set(paths))
    assert {"data.name", "optimizer.momentum", "training.epochs", "regularizers.mixup.alpha"} <= set(paths)


def test_settings_are_frozen_and_strict_about_names() -> None:
    with pytest.raises(ValidationError):
        Training(epoch=3)  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        Training().epochs = 3  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Everything.model_validate({"where": "/x", "share": float("nan")})
