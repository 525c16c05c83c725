"""Policies of augmentation: torchvision takes the same steps picture by picture."""

import torch
from torch import Tensor

from tests.trainer.layers.policies.reference import levels, take_steps
from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context
from trainer.layers.policies import draws, mixing, spaces
from trainer.regularizers.policies import AugMix, AutoAugment, RandAugment, TrivialAugment

INPUTS = levels(60)
SIZE = (11, 14)


@reference("auto_augment", by="the operations of torchvision.transforms.AutoAugment")
def auto_augment() -> tuple[Tensor, Tensor]:
    method, ctx = AutoAugment(policy="svhn"), context()
    steps = draws.draw_learned("svhn", spaces.usual(*SIZE, 10), 60, ctx.generator(method, on_cpu=True))
    return method.transform_inputs(INPUTS / 255, ctx), take_steps(INPUTS, steps) / 255


@reference("rand_augment", by="the operations of torchvision.transforms.RandAugment")
def rand_augment() -> tuple[Tensor, Tensor]:
    method, ctx = RandAugment(operations=3, magnitude=17), context()
    table, generator = spaces.usual(*SIZE, 31), ctx.generator(method, on_cpu=True)
    steps = draws.draw(spaces.all_but("invert"), table, (60, 3), range(17, 18), generator)
    return method.transform_inputs(INPUTS / 255, ctx), take_steps(INPUTS, steps) / 255


@reference("trivial_augment", by="the operations of torchvision.transforms.TrivialAugmentWide")
def trivial_augment() -> tuple[Tensor, Tensor]:
    method, ctx = TrivialAugment(), context()
    generator = ctx.generator(method, on_cpu=True)
    steps = draws.draw(spaces.all_but("invert"), spaces.wide(), (60, 1), range(31), generator)
    return method.transform_inputs(INPUTS / 255, ctx), take_steps(INPUTS, steps) / 255


@reference(
    "aug_mix",
    by="the operations of torchvision.transforms.AugMix, mixed in a loop",
    tolerance=1 / 255,
    reason="a value that lies between two levels is rounded up or down as the processor's arithmetic has it",
)
def aug_mix() -> tuple[Tensor, Tensor]:
    method, ctx = AugMix(severity=5, width=2, depth=3), context()
    generator = ctx.generator(method, on_cpu=True)
    shares = mixing.draw_shares(60, 2, 1.0, generator).tolist()
    choices = spaces.all_but("identity", "invert")
    steps = draws.draw(choices, spaces.mixed(*SIZE), (120, 3), range(5), generator)
    chains = take_steps(INPUTS.repeat(2, 1, 1, 1), steps, "bilinear") / 255
    expected = [
        own * INPUTS[i] / 255 + first * chains[i] + second * chains[60 + i]
        for i, (own, first, second) in enumerate(shares)
    ]
    return method.transform_inputs(INPUTS / 255, ctx), torch.stack(expected)
