import pytest
import torch
from torch import Tensor

from tests.trainer.regularizers.scene import context
from trainer.regularizers.base import Regularizer
from trainer.regularizers.cutmix import Cutmix, MixupOrCutmix

N = 200
WHOSE = torch.arange(N).float().view(N, 1, 1, 1).expand(N, 1, 8, 12)
"""Pictures in which every pixel says whose it is."""


def mixed(method: Regularizer) -> tuple[Tensor, Tensor]:
    return method.transform_pairs(WHOSE, torch.eye(N), context())


def test_targets_say_whose_pixels_a_picture_has() -> None:
    images, targets = mixed(Cutmix())
    pixels = torch.stack([image.long().flatten().bincount(minlength=N) for image in images]) / 96
    torch.testing.assert_close(targets, pixels, rtol=0, atol=1e-6)
    assert ((targets > 0).sum(dim=1) <= 2).all()


def test_every_picture_has_a_rectangle_of_its_own() -> None:
    images, _ = mixed(Cutmix())
    inside = images != WHOSE
    assert len(inside.unique(dim=0)) > 50
    for one in inside[:, 0]:
        rows, columns = one.nonzero(as_tuple=True)
        if len(rows):
            assert one[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].all()


def test_a_large_alpha_pastes_about_half() -> None:
    _, targets = mixed(Cutmix(alpha=100.0))
    own = targets.diagonal()
    assert own.min() > 0.4  # half at most, less where the rectangle reaches out of the picture
    _, hardly_or_nearly_all = mixed(Cutmix(alpha=0.05))
    assert (hardly_or_nearly_all.diagonal() == 1).float().mean() > 0.3


@pytest.mark.parametrize("share", [0.25, 0.75])
def test_pictures_are_mixed_by_one_or_the_other_at_the_probability(share: float) -> None:
    method = MixupOrCutmix(cutmix=share, mixup_alpha=20.0, cutmix_alpha=20.0)
    images, targets = mixed(method)
    values = torch.tensor([len(image.unique()) for image in images])
    assert (values == 2).float().mean() == pytest.approx(share, abs=0.1)  # mixup leaves one value, cutmix two
    pixels = (images == WHOSE).float().mean(dim=(1, 2, 3))
    torch.testing.assert_close(targets.diagonal()[values == 2], pixels[values == 2], rtol=0, atol=1e-6)
    means = (targets @ torch.arange(N).float()).view(N, 1, 1, 1).expand_as(images)
    torch.testing.assert_close(images[values == 1], means[values == 1])
