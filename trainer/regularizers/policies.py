"""Augmentation policies."""

from typing import TYPE_CHECKING, Literal

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Generator, Tensor

    from trainer.layers.policies.operations import Steps
    from trainer.regularizers.context import Context


class AutoAugment(Regularizer, group="images"):
    """Change each picture by two operations that a search found to go well together (Cubuk et al. 2019).

    The pair is drawn for each picture from 25 of them, made for one data set but useful on others. Harms where what a
    policy changes says what the class is: shear and inversion in svhn, light and colour in imagenet and cifar10.
    """

    applies_to = ("images",)
    after = ("random_crop", "random_flip")

    policy: Literal["imagenet", "cifar10", "svhn"] = setting(
        "imagenet", "The data set on which the operations were searched: photos, small photos, or house numbers."
    )

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        from trainer.layers.policies import draws, operations, spaces

        table = spaces.usual(*inputs.shape[-2:], bins=10)
        steps = draws.draw_learned(self.policy, table, len(inputs), ctx.generator(self, on_cpu=True))
        return operations.augment(inputs, steps)


class RandAugment(Regularizer, group="images"):
    """Change each picture by a few operations drawn from 14, all equally strong (Cubuk et al. 2020).

    Two numbers tune the whole: larger networks and data sets bear more. Harms digits and letters from a moderate
    magnitude on, and where colour says what the class is.
    """

    applies_to = ("images",)
    after = ("random_crop", "random_flip")

    operations: int = setting(2, "Operations on each picture, one after the other.", ge=1, le=10)
    magnitude: int = setting(9, "How strong they are, on a scale of 0 to 30.", ge=0, le=30)

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        from trainer.layers.policies import draws, operations, spaces

        table = spaces.usual(*inputs.shape[-2:], bins=31)
        bins = range(self.magnitude, self.magnitude + 1)
        shape = (len(inputs), self.operations)
        generator = ctx.generator(self, on_cpu=True)
        return operations.augment(inputs, draws.draw(spaces.all_but("invert"), table, shape, bins, generator))


class TrivialAugment(Regularizer, group="images"):
    """Change each picture by one operation drawn from 14, of a strength drawn anew (Müller & Hutter 2021).

    Nothing to tune, and often as good as policies that were searched. It reaches far: turns by 135 degrees, and shifts
    by 32 pixels, which leave little of pictures that are hardly larger.
    """

    applies_to = ("images",)
    after = ("random_crop", "random_flip")

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        from trainer.layers.policies import draws, operations, spaces

        generator = ctx.generator(self, on_cpu=True)
        steps = draws.draw(spaces.all_but("invert"), spaces.wide(), (len(inputs), 1), range(31), generator)
        return operations.augment(inputs, steps)


class AugMix(Regularizer, group="images"):
    """Mix each picture with what chains of mild operations make of it (Hendrycks et al. 2020).

    Keeps networks right on blurred, noisy or faded pictures, with less harm than one strong operation. Slower than
    other policies: each chain is a picture. Only the augmentation, without the paper's Jensen-Shannon loss.
    """

    applies_to = ("images",)
    after = ("random_crop", "random_flip")

    severity: int = setting(3, "How strong an operation is at most, on a scale of 1 to 10.", ge=1, le=10)
    width: int = setting(3, "Chains that are mixed.", ge=1, le=10)
    depth: int = setting(0, "Operations in a chain; 0 draws 1, 2 or 3 for each.", ge=0, le=10)
    alpha: float = setting(
        1.0,
        "How evenly chains share in their mixture, and it and the picture in the result: near 0 one takes nearly all, "
        "at 1 every share is as likely, far above 1 shares are about equal.",
        ge=0.05,
        le=100,
    )
    all_operations: bool = setting(
        default=True,
        description="Also change brightness, colour, contrast and sharpness; the paper does not, as it tests on them.",
    )

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        from trainer.layers.policies import mixing, operations

        generator = ctx.generator(self, on_cpu=True)
        shares = mixing.draw_shares(len(inputs), self.width, self.alpha, generator)
        steps = self._steps(inputs, generator)
        chains = operations.augment(inputs.repeat(self.width, 1, 1, 1), steps, "bilinear")
        return mixing.mix_chains(inputs, chains.view(self.width, *inputs.shape), shares)

    def _steps(self, inputs: "Tensor", generator: "Generator") -> "Steps":
        """Draw the chains of every picture, all first chains before all second ones."""
        from trainer.layers.policies import draws, spaces

        left_out = ("identity", "invert") if self.all_operations else ("identity", "invert", *spaces.BLENDS)
        table = spaces.mixed(*inputs.shape[-2:])
        shape = (self.width * len(inputs), self.depth or 3)
        steps = draws.draw(spaces.all_but(*left_out), table, shape, range(self.severity), generator)
        return steps if self.depth else draws.draw_chains(steps, generator)
