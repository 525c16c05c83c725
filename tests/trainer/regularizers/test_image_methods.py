"""What methods on pictures promise together: their order, their chance, and how often they act."""

from pathlib import Path
from typing import Any

import pytest
import torch

from tests.trainer.regularizers.scene import context, pictures
from trainer.plan.experiment import load_experiment
from trainer.regularizers.base import Regularizer, in_canonical_order
from trainer.regularizers.blur import GaussianBlur
from trainer.regularizers.colour_jitter import ColourJitter
from trainer.regularizers.crop_and_flip import RandomCrop
from trainer.regularizers.elastic_deformation import ElasticDeformation
from trainer.regularizers.random_erasing import RandomErasing
from trainer.regularizers.rotation_and_affine import RandomAffine, RandomRotation
from trainer.settings.problems import PlanError

METHODS: list[Regularizer] = [
    RandomAffine(),
    RandomRotation(),
    ElasticDeformation(),
    ColourJitter(),
    GaussianBlur(),
    RandomErasing(),
]
each_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.component_name)
sometimes = pytest.mark.parametrize(
    "method", [m for m in METHODS if "probability" in type(m).model_fields], ids=lambda method: method.component_name
)


def named(methods: list[Regularizer]) -> list[str]:
    return [method.component_name for method in in_canonical_order(methods)]


def test_shapes_change_before_colours_and_colours_before_sharpness() -> None:
    expected = [
        "elastic_deformation", "random_affine", "random_crop", "random_rotation", "colour_jitter", "gaussian_blur",
        "random_erasing",
    ]  # fmt: skip
    assert named([*METHODS, RandomCrop()]) == named([RandomCrop(), *METHODS[::-1]]) == expected


def test_what_is_erased_stays_erased_whatever_else_is_on() -> None:
    methods = [method() for method in Regularizer.registry().values() if method.group == "images"]
    assert named(methods)[-1] == "random_erasing"


@each_method
@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_keep_their_shape_and_stay_within_black_and_white(method: Regularizer, channels: int) -> None:
    inputs = (pictures(40, channels, 7, 10) * 3 - 1).clamp(0, 1)
    before = inputs.clone()
    changed = method.transform_inputs(inputs, context())
    assert changed.shape == inputs.shape
    assert changed.min() >= -1e-6
    assert changed.max() <= 1 + 1e-6
    assert torch.equal(inputs, before)


@sometimes
@pytest.mark.parametrize("probability", [0.25, 1.0])
def test_pictures_are_changed_at_the_probability_and_others_not_at_all(method: Any, probability: float) -> None:
    inputs = pictures(1000, 1, 12, 12)
    changed = method.model_copy(update={"probability": probability}).transform_inputs(inputs, context())
    share = (changed != inputs).any(dim=(1, 2, 3)).float().mean()
    assert share == pytest.approx(probability, abs=0.04)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("random_affine = { smallest_scale = 1.5 }", "smallest_scale = 1.5 is above largest_scale = 1.1"),
        ("gaussian_blur = { largest_sigma = 0.05 }", "smallest_sigma = 0.1 is above largest_sigma = 0.05"),
        ("random_erasing = { smallest_area = 0.5 }", "smallest_area = 0.5 is above largest_area = 0.4"),
    ],
)
def test_a_reversed_range_is_told_at_its_place_in_the_file(settings: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "it.toml"
    file.write_text(
        f'[base]\ndata = {{ name = "digits" }}\nnetwork = {{ name = "small_cnn" }}\n'
        f"[base.regularizers]\n{settings}\n[variants.baseline]\n"
    )
    with pytest.raises(PlanError) as told:
        load_experiment(file)
    place = f"base.regularizers.{settings.partition(' ')[0]}"
    assert str(told.value) == f"{file}:5: {place}: {said}; it must be at most as large"
