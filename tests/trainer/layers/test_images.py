import pytest
import torch
from torchvision.transforms import functional as reference

from trainer.layers.images import Edge, add_noise, crop, flip, pad

PICTURES = torch.rand(7, 3, 9, 6, generator=torch.Generator().manual_seed(0))
TOP = torch.tensor([0, 8, 3, 4, 1, 7, 5])
LEFT = torch.tensor([8, 0, 2, 4, 6, 1, 3])


def test_crop_cuts_what_plain_slicing_cuts() -> None:
    padded = pad(PICTURES, 4)
    expected = [padded[i, :, t : t + 9, x : x + 6] for i, (t, x) in enumerate(zip(TOP, LEFT, strict=True))]
    assert torch.equal(crop(padded, TOP, LEFT, 9, 6), torch.stack(expected))


@pytest.mark.parametrize(("edge", "name"), [("constant", "constant"), ("reflect", "reflect"), ("replicate", "edge")])
def test_pad_and_crop_agree_with_torchvision(edge: Edge, name: str) -> None:
    expected = [
        reference.crop(reference.pad(picture, [4], padding_mode=name), int(t), int(x), 9, 6)
        for picture, t, x in zip(PICTURES, TOP, LEFT, strict=True)
    ]
    assert torch.equal(crop(pad(PICTURES, 4, edge), TOP, LEFT, 9, 6), torch.stack(expected))


def test_crop_reaches_the_last_pixel_of_the_last_picture() -> None:
    zero = torch.zeros(7, dtype=torch.int64)
    assert torch.equal(crop(PICTURES, zero, zero, 9, 6), PICTURES)


def test_crop_takes_pictures_that_are_not_contiguous() -> None:
    last = PICTURES.to(memory_format=torch.channels_last)
    zero = torch.zeros(7, dtype=torch.int64)
    assert torch.equal(crop(last, zero + 2, zero + 1, 4, 5), PICTURES[:, :, 2:6, 1:6])


def test_flip_mirrors_the_pictures_that_are_named_and_no_others() -> None:
    which = torch.tensor([True, False, True, False, False, False, True])
    flipped = flip(PICTURES, which)
    assert torch.equal(flipped[which], reference.hflip(PICTURES[which]))
    assert torch.equal(flipped[~which], PICTURES[~which])
    assert torch.equal(flip(PICTURES, which, "vertical")[which], reference.vflip(PICTURES[which]))


def test_noise_has_the_deviation_that_was_asked_for() -> None:
    added = add_noise(torch.ones(64, 1, 28, 28), 0.3, torch.Generator().manual_seed(0)) - 1
    assert added.mean().abs() < 0.01
    assert added.std() == pytest.approx(0.3, rel=0.02)
