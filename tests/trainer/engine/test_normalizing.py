"""Mean and deviation: of what, and that they are applied."""

import numpy as np
import pytest
import torch

from tests.trainer.engine import toy
from trainer.data.examples import DataError
from trainer.data.preprocessing import Preprocessing
from trainer.engine.examples import TensorSet
from trainer.engine.normalizing import Normalize, choose_moments, column_moments, picture_moments

START = Preprocessing("images", (1, 8, 8), 1, (0.25,), (0.5,), ("a", "b"))


def pixels(channels: int) -> TensorSet:
    generator = torch.Generator().manual_seed(3)
    return TensorSet(torch.randint(0, 256, (50, channels, 6, 6), generator=generator).to(torch.uint8), torch.zeros(50))


@pytest.mark.parametrize("channels", [1, 3])
def test_the_moments_of_pictures_are_those_of_their_pixels(channels: int) -> None:
    examples = pixels(channels)
    mean, deviation = picture_moments(examples, channels)
    expected = examples.inputs.numpy() / 255
    assert mean == pytest.approx(expected.mean((0, 2, 3)), abs=1e-6)
    assert deviation == pytest.approx(expected.std((0, 2, 3)), abs=1e-6)


def test_normalized_pixels_have_mean_0_and_deviation_1() -> None:
    examples = pixels(3)
    normalize = Normalize(picture_moments(examples, 3), torch.device("cpu"))
    normal = normalize(examples.inputs / 255)
    assert normal.mean((0, 2, 3)) == pytest.approx(np.zeros(3), abs=1e-5)
    assert normal.std((0, 2, 3), correction=0) == pytest.approx(np.ones(3), abs=1e-5)


def test_grey_pictures_come_out_with_the_channels_of_the_network() -> None:
    examples = pixels(1)
    mean, deviation = picture_moments(examples, 3)
    assert len(set(mean)) == 1
    normal = Normalize(((0.1, 0.2, 0.3), deviation), torch.device("cpu"))(examples.inputs / 255)
    assert normal.shape == (50, 3, 6, 6)
    assert normal[:, 0].mean() - normal[:, 1].mean() == pytest.approx(0.1 / deviation[0], abs=1e-5)


def test_a_picture_set_and_a_column_that_never_change_are_divided_by_1() -> None:
    black = TensorSet(torch.zeros(4, 1, 2, 2, dtype=torch.uint8), torch.zeros(4))
    assert picture_moments(black, 1) == ((0.0,), (1.0,))
    rows = torch.tensor([[1.0, 2.0], [1.0, 4.0]])
    assert column_moments(rows) == ((1.0, 3.0), (1.0, 1.0))


@pytest.mark.parametrize(
    ("wanted", "start", "moments"),
    [
        ("none", "variant:x", ((0.0,), (1.0,))),
        ("auto", "variant:x", ((0.25,), (0.5,))),
        ("weights", "variant:x", ((0.25,), (0.5,))),
        ("training", "variant:x", None),
        ("auto", "none", None),
    ],
)
def test_the_setting_says_where_they_come_from(wanted: str, start: str, moments: object) -> None:
    config = toy.config(data={"normalization": wanted}, network={"start": start})
    assert choose_moments(config, START if start != "none" else None, 1) == moments


def test_weights_without_a_known_normalization_are_a_mistake() -> None:
    config = toy.config(data={"normalization": "weights"})
    with pytest.raises(DataError, match=r"data\.normalization"):
        choose_moments(config, None, 1)
    fitting = toy.config(data={"normalization": "auto"}, network={"start": "variant:x"})
    assert choose_moments(fitting, START, 3) is None
