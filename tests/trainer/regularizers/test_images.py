import pytest
import torch
from torchvision.transforms import functional as reference

from tests.trainer.regularizers.scene import context, pictures
from trainer.regularizers.crop_and_flip import RandomCrop, RandomFlip
from trainer.regularizers.noise import GaussianNoise

MARKED = torch.zeros(400, 1, 6, 6)
MARKED[:, :, 3, 3] = 1.0


def test_crops_are_windows_of_the_widened_picture() -> None:
    picture = pictures(1)
    cropped = RandomCrop(padding=1).transform_inputs(picture.expand(60, 1, 6, 6), context())
    widened = reference.pad(picture, [1])
    windows = [widened[0, :, top : top + 6, left : left + 6] for top in range(3) for left in range(3)]
    found = [next(i for i, window in enumerate(windows) if torch.equal(window, crop)) for crop in cropped]
    assert set(found) == set(range(9))


def test_shifts_are_uniform_up_to_the_padding_on_each_axis_by_itself() -> None:
    cropped = RandomCrop(padding=2).transform_inputs(MARKED, context())
    _, _, rows, columns = cropped.nonzero(as_tuple=True)
    for places in (rows, columns):
        assert set(places.tolist()) == {1, 2, 3, 4, 5}
        assert places.bincount()[1:].min() > 50
    assert (rows - columns).unique().numel() == 9


@pytest.mark.parametrize(("edge", "corner"), [("zero", 0.0), ("repeat", 0.5), ("reflect", 0.5)])
def test_the_edge_is_filled_as_asked(edge: str, corner: float) -> None:
    cropped = RandomCrop(padding=5, edge=edge).transform_inputs(torch.full((50, 1, 6, 6), 0.5), context())
    assert cropped.min() == corner


def test_too_much_to_reflect_is_said_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"^regularizers.random_crop.padding: 6 is too much .* of 6x6; at most 5$"):
        RandomCrop(padding=6, edge="reflect").transform_inputs(pictures(), context())


def test_flips_happen_at_their_probabilities_by_themselves() -> None:
    picture = pictures(1)
    flipped = RandomFlip(horizontal=0.25, vertical=0.5).transform_inputs(picture.expand(2000, 1, 6, 6), context())
    for share, kind in [
        (0.375, picture),
        (0.125, reference.hflip(picture)),
        (0.375, reference.vflip(picture)),
        (0.125, reference.hflip(reference.vflip(picture))),
    ]:
        assert (flipped == kind).all(dim=(1, 2, 3)).float().mean() == pytest.approx(share, abs=0.03)


def test_a_probability_of_one_flips_all_and_of_zero_none() -> None:
    inputs = pictures()
    always = RandomFlip(horizontal=1.0).transform_inputs(inputs, context())
    assert torch.equal(always, reference.hflip(inputs))
    assert torch.equal(RandomFlip(horizontal=0.0, vertical=0.0).transform_inputs(inputs, context()), inputs)


def test_flipping_nothing_is_a_warning() -> None:
    ctx = context()
    RandomFlip(horizontal=0.0).before_training(ctx)
    assert ctx.warnings == [("regularizers.random_flip.horizontal", "flips nothing: both probabilities are 0")]
    RandomFlip(horizontal=0.0, vertical=0.1).before_training(other := context())
    assert not other.warnings


def test_noise_is_as_strong_as_asked() -> None:
    noise = GaussianNoise(deviation=0.2).transform_inputs(torch.zeros(400, 1, 6, 6), context())
    assert noise.std() == pytest.approx(0.2, rel=0.03)
    assert len(noise.unique(dim=0)) == 400
