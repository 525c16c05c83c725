import pytest
import torch
from torchvision.transforms import autoaugment

from tests.trainer.layers.policies.reference import their_name
from trainer.layers.policies.learned import POLICIES
from trainer.layers.policies.operations import OPERATIONS
from trainer.layers.policies.spaces import BLENDS, SIGNED, all_but, mixed, usual, wide

Theirs = dict[str, tuple[torch.Tensor, bool]]
NO_MAGNITUDE = {"identity", "auto_contrast", "equalize", "invert"}


def check(theirs: Theirs, table: torch.Tensor, choices: torch.Tensor) -> None:
    """Compare the operations, the magnitudes and what is signed, with no deviation at all."""
    assert {their_name(OPERATIONS[place]) for place in choices.tolist()} == set(theirs)
    for place in choices.tolist():
        magnitudes, signed = theirs[their_name(OPERATIONS[place])]
        assert torch.equal(table[place], magnitudes.double().expand(table.shape[1]))
        assert bool(SIGNED[place]) == signed


@pytest.mark.parametrize(("height", "width"), [(28, 28), (96, 40)])
def test_the_spaces_are_those_of_torchvision(height: int, width: int) -> None:
    size = (height, width)
    auto, rand, trivial = autoaugment.AutoAugment(), autoaugment.RandAugment(), autoaugment.TrivialAugmentWide()
    check(auto._augmentation_space(10, size), usual(height, width, 10), all_but("identity"))
    check(rand._augmentation_space(31, size), usual(height, width, 31), all_but("invert"))
    check(trivial._augmentation_space(31), wide(), all_but("invert"))
    check(autoaugment.AugMix()._augmentation_space(10, size), mixed(height, width), all_but("identity", "invert"))
    few = autoaugment.AugMix(all_ops=False)._augmentation_space(10, size)
    check(few, mixed(height, width), all_but("identity", "invert", *BLENDS))


@pytest.mark.parametrize("name", ["imagenet", "cifar10", "svhn"])
def test_the_learned_policies_are_those_of_torchvision(name: str) -> None:
    theirs = autoaugment.AutoAugment()._get_policies(autoaugment.AutoAugmentPolicy(name))
    ours = [
        tuple((their_name(op), chance, None if op in NO_MAGNITUDE else at) for op, chance, at in pair)
        for pair in POLICIES[name]
    ]
    assert ours == theirs
