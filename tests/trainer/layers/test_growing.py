import torch
from torch import nn
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as reference

from tests.trainer.regularizers.scene import network
from trainer.layers.growing import refusal, shrink
from trainer.layers.small_cnn import SmallCNN

PICTURES = torch.rand(5, 3, 17, 24, generator=torch.Generator().manual_seed(0))


def test_pictures_shrink_as_torchvision_shrinks_them() -> None:
    expected = reference.resize(PICTURES, [9, 13], InterpolationMode.BILINEAR, antialias=True)
    torch.testing.assert_close(shrink(PICTURES, 9, 13), expected)
    assert 0 <= shrink(PICTURES, 9, 13).min() <= shrink(PICTURES, 9, 13).max() <= 1


def test_a_network_of_any_size_refuses_nothing() -> None:
    assert refusal(SmallCNN((1, 8, 8), 3), (1, 4, 4)) == ""


def test_a_network_of_one_size_says_why_it_refuses() -> None:
    assert "shapes cannot be multiplied" in refusal(network(), (1, 3, 3))
    assert "kernel size" in refusal(nn.Sequential(nn.Conv2d(1, 2, 5)), (1, 4, 4)).lower()


def test_trying_leaves_the_network_as_it_is() -> None:
    model = network().eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    refusal(model, (1, 6, 6))
    assert not model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
