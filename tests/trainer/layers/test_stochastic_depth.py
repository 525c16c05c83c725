from copy import deepcopy
from functools import partial

import pytest
import torch
from torch import nn
from torchvision import models, ops
from torchvision.models import convnext, efficientnet, maxvit, mnasnet, mobilenetv2, mobilenetv3, regnet, resnet
from torchvision.models import swin_transformer as swin
from torchvision.models import vision_transformer as vit

from trainer.layers.stochastic_depth import branch_ends, skip_branch, stochastic_depth, switch_off

MAPS = torch.rand(6, 8, 4, 4, generator=torch.Generator().manual_seed(0))
NORM = nn.BatchNorm2d
BLOCKS = {
    "BasicBlock": lambda: resnet.BasicBlock(8, 8),
    "Bottleneck": lambda: resnet.Bottleneck(8, 2),
    "MobileNetV2": lambda: mobilenetv2.InvertedResidual(8, 8, 1, 2),
    "MobileNetV3": lambda: mobilenetv3.InvertedResidual(
        mobilenetv3.InvertedResidualConfig(8, 3, 16, 8, True, "RE", 1, 1, 1.0), NORM
    ),
    "MNASNet": lambda: mnasnet._InvertedResidual(8, 8, 3, 1, 2),
    "MBConv": lambda: efficientnet.MBConv(efficientnet.MBConvConfig(2, 3, 1, 8, 8, 1), 0.2, NORM),
    "FusedMBConv": lambda: efficientnet.FusedMBConv(efficientnet.FusedMBConvConfig(2, 3, 1, 8, 8, 1), 0.2, NORM),
    "RegNet": lambda: regnet.ResBottleneckBlock(8, 8, 1, NORM, nn.ReLU, 8),
    "ConvNeXt": lambda: convnext.CNBlock(8, 1.0, 0.2),
    "MaxViT": lambda: maxvit.MBConv(8, 8, 2, 0.25, 1, nn.GELU, NORM, 0.2),
    "MaxViT attention": lambda: maxvit.PartitionAttentionLayer(
        8, 4, 2, "window", (4, 4), 2, nn.GELU, nn.LayerNorm, 0.0, 0.0, 0.2
    ),
    "Swin": lambda: swin.SwinTransformerBlock(8, 2, [2, 2], [0, 0], stochastic_depth_prob=0.2),
    "Swin V2": lambda: swin.SwinTransformerBlockV2(8, 2, [2, 2], [0, 0], stochastic_depth_prob=0.2),
    "ViT": lambda: vit.EncoderBlock(2, 8, 16, 0.0, 0.0),
}


class Own(nn.Module):
    """A residual block as somebody may write it."""

    def __init__(self) -> None:
        super().__init__()
        self.branch = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.ReLU())

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return inputs + self.branch(inputs)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_it_is_torchvisions_in_row_mode_with_the_same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = torch.rand(6, 1, 1, 1, generator=generator())
    monkeypatch.setattr(torch.Tensor, "bernoulli_", lambda self, p: self.copy_(draws >= 1 - p))
    assert torch.equal(stochastic_depth(MAPS, 0.25, generator()), ops.stochastic_depth(MAPS, 0.25, "row"))
    assert stochastic_depth(MAPS, 0.5, generator()).eq(0).any()


def test_whole_examples_go_at_the_rate_and_the_others_are_scaled() -> None:
    kept = stochastic_depth(torch.ones(5000, 2, 3), 0.2, generator())
    assert torch.equal(kept.amax(dim=(1, 2)), kept.amin(dim=(1, 2)))
    assert kept.unique().tolist() == pytest.approx([0, 1.25])
    assert (kept[:, 0, 0] == 0).float().mean() == pytest.approx(0.2, abs=0.02)


@pytest.mark.parametrize("name", [*BLOCKS, "their own"])
def test_a_block_without_its_branches_gives_back_what_it_was_given(name: str) -> None:
    torch.manual_seed(0)
    block = BLOCKS.get(name, Own)().train()
    inputs = MAPS.flatten(2).mT if name == "ViT" else MAPS.movedim(1, 3) if name.startswith("Swin") else MAPS
    for parameter in block.parameters():  # at first some branches end with a norm whose shift is zero
        nn.init.normal_(parameter, std=0.5)
    switch_off(block)
    assert not torch.allclose(block(inputs), inputs, atol=1e-3)
    ends = branch_ends(block)
    for owner, end in ends.values():
        skip_branch(owner, end, 1 - 1e-9, generator)
    torch.testing.assert_close(block(inputs), inputs)


def test_a_norm_that_stands_still_does_not_keep_its_branch_from_being_skipped() -> None:
    block = BLOCKS["BasicBlock"]().train()
    nn.init.normal_(block.bn2.weight)
    skip_branch(block, "bn2", 1 - 1e-9, generator)
    block.bn2.eval()
    torch.testing.assert_close(block(MAPS), MAPS.relu())
    copy = deepcopy(block).eval()
    assert not torch.allclose(copy(MAPS), MAPS.relu(), atol=1e-3), "nothing is skipped when measuring"


@pytest.mark.parametrize("name", ["efficientnet_b0", "convnext_tiny", "swin_t", "swin_v2_t", "maxvit_t"])
def test_branches_are_those_that_torchvision_skips_itself(name: str) -> None:
    with torch.device("meta"):
        model = models.get_model(name, weights=None, **({"input_size": (224, 224)} if name == "maxvit_t" else {}))
        calls = []
        for layer in model.modules():
            if isinstance(layer, ops.StochasticDepth):
                layer.register_forward_hook(lambda *_: calls.append(1))
        model.eval()(torch.zeros(1, 3, 224, 224))
    first_of_maxvit = name == "maxvit_t"  # its first layer has the probability 0, and no module for it
    assert len(branch_ends(model)) == len(calls) + first_of_maxvit


@pytest.mark.parametrize(
    ("name", "branches"), [("resnet18", 8), ("resnet50", 16), ("mobilenet_v2", 10), ("vit_b_16", 24), ("vgg11", 0)]
)
def test_branches_of_networks_that_skip_none_themselves(name: str, branches: int) -> None:
    with torch.device("meta"):
        assert len(branch_ends(models.get_model(name, weights=None))) == branches


@pytest.mark.parametrize(
    ("name", "branches"),
    [("resnet10t", 4), ("seresnet18", 8), ("vit_tiny_patch16_224", 24), ("convnext_atto", 12), ("efficientnet_b0", 9)],
)
def test_branches_of_timms_networks(name: str, branches: int) -> None:
    model = pytest.importorskip("timm").create_model(name).train()
    ends = branch_ends(model)
    assert len(ends) == branches
    pictures = torch.rand(2, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    called = []
    for block, end in ends.values():
        block.get_submodule(end).register_forward_hook(lambda *_: called.append(1))
    model(pictures)
    assert len(called) == branches


def test_a_skipped_branch_of_timm_adds_nothing() -> None:
    block = pytest.importorskip("timm").models.resnet.BasicBlock(8, 8).train()
    nn.init.normal_(block.bn2.weight)
    ((owner, end),) = branch_ends(block).values()
    skip_branch(owner, end, 1 - 1e-9, partial(generator, 1))
    torch.testing.assert_close(block(MAPS), MAPS.relu())


def test_names_are_those_of_the_modules_in_order() -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 1), Own(), nn.Sequential(BLOCKS["BasicBlock"]()))
    assert list(branch_ends(model)) == ["1.branch", "2.0.bn2"]
    assert list(branch_ends(Own())) == ["branch"]


def test_a_block_that_adds_nothing_round_itself_has_no_branch() -> None:
    assert not branch_ends(mobilenetv2.InvertedResidual(8, 8, 2, 2))
    assert not branch_ends(mnasnet._InvertedResidual(8, 4, 3, 1, 2))


def test_branches_are_skipped_in_training_only_and_copies_skip_too() -> None:
    block = Own()
    names = list(block.state_dict())
    skip_branch(block, "branch", 0.5, partial(generator, 1))
    twin = deepcopy(block)
    assert list(twin.state_dict()) == names
    assert torch.equal(twin(MAPS), block(MAPS))
    skipped = (block(MAPS) == MAPS).all(dim=(1, 2, 3))
    assert 0 < skipped.sum() < 6
    assert not (block.eval()(MAPS) == MAPS).all(dim=(1, 2, 3)).any()


def test_a_branch_that_is_called_by_itself_is_not_skipped() -> None:
    block = Own()
    skip_branch(block, "branch", 1 - 1e-9, partial(generator, 1))
    block(MAPS)
    assert block.branch(MAPS).any()


def test_switching_off_counts_the_layers_that_skipped_something() -> None:
    model = nn.Sequential(ops.StochasticDepth(0.5, "row"), ops.StochasticDepth(0.0, "row"))
    assert switch_off(model) == 1
    assert torch.equal(model(MAPS), MAPS)
