"""Crop and flip."""

from typing import TYPE_CHECKING, Literal

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting
from trainer.settings.problems import SettingError

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.layers.images import Edge
    from trainer.regularizers.context import Context

_MODES: dict[str, "Edge"] = {"zero": "constant", "reflect": "reflect", "repeat": "replicate"}


class RandomCrop(Regularizer, group="images"):
    """Shift each picture by a few pixels: widen it on all sides and cut its own size out at random (He et al. 2016).

    Teaches that position does not matter. Harms where the object fills the picture and its edge says what it is.
    """

    applies_to = ("images",)

    padding: int = setting(
        4, "Pixels by which pictures are widened, so the largest shift.", unit="pixels", ge=1, le=512
    )
    edge: Literal["zero", "reflect", "repeat"] = setting(
        "zero", "What fills the new pixels: black, a mirror image, or the edge's pixel."
    )

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        import torch

        from trainer.layers.images import crop, pad

        n, _, height, width = inputs.shape
        if self.edge == "reflect" and self.padding >= min(height, width):
            raise SettingError(
                f"regularizers.random_crop.padding: {self.padding} is too much to reflect in pictures of "
                f"{height}x{width}; at most {min(height, width) - 1}"
            )
        places = torch.randint(0, 2 * self.padding + 1, (2, n), generator=ctx.generator(self), device=ctx.device)
        return crop(pad(inputs, self.padding, _MODES[self.edge]), places[0], places[1], height, width)


class RandomFlip(Regularizer, group="images"):
    """Mirror each picture with a probability (Krizhevsky et al. 2012).

    Doubles the data where the mirror image shows the same class. Harms where it shows another one or none: digits,
    letters, traffic signs.
    """

    applies_to = ("images",)

    horizontal: float = setting(0.5, "Probability that left and right change places.", ge=0, le=1)
    vertical: float = setting(0.0, "Probability that top and bottom change places.", ge=0, le=1)

    def before_training(self, ctx: "Context") -> None:
        if not self.horizontal and not self.vertical:
            ctx.warn(self, "horizontal", "flips nothing: both probabilities are 0")

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        import torch

        from trainer.layers.images import flip

        chance = torch.rand((2, len(inputs)), generator=ctx.generator(self), device=ctx.device)
        if self.horizontal:
            inputs = flip(inputs, chance[0] < self.horizontal, "horizontal")
        if self.vertical:
            inputs = flip(inputs, chance[1] < self.vertical, "vertical")
        return inputs
