import pytest
import torch

from tests.trainer.layers.policies.reference import levels, take_steps
from tests.trainer.regularizers.scene import context, pictures
from trainer.layers.policies import draws, mixing, spaces
from trainer.layers.policies.operations import IDENTITY
from trainer.regularizers.base import Regularizer, in_canonical_order
from trainer.regularizers.crop_and_flip import RandomCrop, RandomFlip
from trainer.regularizers.policies import AugMix, AutoAugment, RandAugment, TrivialAugment

Policy = AutoAugment | RandAugment | TrivialAugment | AugMix
POLICIES = [AutoAugment(), RandAugment(), TrivialAugment(), AugMix()]
every_policy = pytest.mark.parametrize("method", POLICIES, ids=lambda method: method.component_name)


def test_policies_are_called_as_in_their_papers() -> None:
    names = ("auto_augment", "rand_augment", "trivial_augment", "aug_mix")
    for method, name in zip(POLICIES, names, strict=True):
        assert Regularizer.registry()[name] is type(method)


@every_policy
def test_policies_act_on_what_is_left_after_crop_and_flip(method: Policy) -> None:
    order = [each.component_name for each in in_canonical_order([method, RandomFlip(), RandomCrop()])]
    assert order == ["random_crop", "random_flip", method.component_name]


def test_auto_augment_is_torchvisions_with_draws_of_its_own_for_each_picture() -> None:
    inputs, ctx, method = levels(120), context(), AutoAugment(policy="svhn")
    steps = draws.draw_learned("svhn", spaces.usual(11, 14, 10), 120, ctx.generator(method, on_cpu=True))
    changed = method.transform_inputs(inputs / 255, ctx)
    torch.testing.assert_close(changed, take_steps(inputs, steps) / 255, rtol=0, atol=0)


def test_rand_augment_is_torchvisions_with_draws_of_its_own_for_each_picture() -> None:
    inputs, ctx, method = levels(120), context(), RandAugment(operations=3, magnitude=17)
    table, generator = spaces.usual(11, 14, 31), ctx.generator(method, on_cpu=True)
    steps = draws.draw(spaces.all_but("invert"), table, (120, 3), range(17, 18), generator)
    changed = method.transform_inputs(inputs / 255, ctx)
    torch.testing.assert_close(changed, take_steps(inputs, steps) / 255, rtol=0, atol=0)


def test_trivial_augment_is_torchvisions_with_draws_of_its_own_for_each_picture() -> None:
    inputs, ctx, method = levels(120), context(), TrivialAugment()
    generator = ctx.generator(method, on_cpu=True)
    steps = draws.draw(spaces.all_but("invert"), spaces.wide(), (120, 1), range(31), generator)
    changed = method.transform_inputs(inputs / 255, ctx)
    torch.testing.assert_close(changed, take_steps(inputs, steps) / 255, rtol=0, atol=0)


@pytest.mark.parametrize("all_operations", [True, False])
def test_aug_mix_is_the_weighted_mean_of_torchvisions_chains(all_operations: bool) -> None:
    inputs, ctx = levels(40), context()
    method = AugMix(severity=5, width=2, depth=3, all_operations=all_operations)
    generator = ctx.generator(method, on_cpu=True)
    shares = mixing.draw_shares(40, 2, 1.0, generator)
    left_out = () if all_operations else spaces.BLENDS
    choices = spaces.all_but("identity", "invert", *left_out)
    steps = draws.draw(choices, spaces.mixed(11, 14), (80, 3), range(5), generator)
    chains = take_steps(inputs.repeat(2, 1, 1, 1), steps, "bilinear") / 255
    expected = [
        own * inputs[i] / 255 + first * chains[i] + second * chains[40 + i]
        for i, (own, first, second) in enumerate(shares.tolist())
    ]
    changed = method.transform_inputs(inputs / 255, ctx)
    torch.testing.assert_close(changed, torch.stack(expected), rtol=0, atol=1e-6)


def test_a_depth_of_none_makes_chains_of_different_lengths() -> None:
    generator, inputs = torch.Generator().manual_seed(0), pictures(200)
    steps = AugMix()._steps(inputs, generator)
    assert steps.operations.shape == (600, 3)
    assert (steps.operations != IDENTITY).sum(1).unique().tolist() == [1, 2, 3]
    assert AugMix(depth=2)._steps(inputs, generator).operations.shape == (600, 2)


@every_policy
def test_a_batch_of_equal_pictures_comes_out_as_different_as_the_policy_allows(method: Policy) -> None:
    picture = (levels(2)[1:] / 255).expand(300, 3, 11, 14)
    changed = method.transform_inputs(picture, context())
    kinds = {"auto_augment": 30, "rand_augment": 100, "trivial_augment": 100, "aug_mix": 290}
    assert len(changed.unique(dim=0)) >= kinds[method.component_name]
    assert changed.min() >= 0
    assert changed.max() <= 1


@every_policy
@pytest.mark.parametrize("channels", [1, 3])
def test_shape_and_type_stay(method: Policy, channels: int) -> None:
    inputs = pictures(4, channels, 9, 7)
    changed = method.transform_inputs(inputs, context())
    assert changed.shape == inputs.shape
    assert changed.dtype == inputs.dtype


@every_policy
@pytest.mark.parametrize("channels", [1, 3])
def test_nothing_is_read_back_from_the_device(method: Policy, channels: int) -> None:
    inputs = torch.empty(200, channels, 9, 7, device="meta")  # values of this device cannot be read at all
    assert method.transform_inputs(inputs, context()).shape == inputs.shape
