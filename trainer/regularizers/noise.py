"""Noise on the inputs."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class GaussianNoise(Regularizer, group="images"):
    """Add noise to every pixel, drawn for each picture (Bishop 1995).

    For small noise this is the same as a penalty on how fast the output changes with the input.
    Keeps the network from relying on single pixels. Too much of it hides what tells the classes apart.
    """

    after = ("aug_mix", "auto_augment", "rand_augment", "trivial_augment")
    applies_to = ("images",)

    deviation: float = setting(0.05, "Standard deviation of the noise; pixels lie between 0 and 1.", gt=0, le=10)

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        from trainer.layers.images import add_noise

        return add_noise(inputs, self.deviation, ctx.generator(self))
