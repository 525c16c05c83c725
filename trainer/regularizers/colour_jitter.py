"""Colour jitter."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class ColourJitter(Regularizer, group="images"):
    """Change brightness, contrast, saturation and hue of each picture, by factors of its own (Howard 2013).

    Teaches that light and camera do not matter. Harms where colour says what the class is: ripe fruit, stained tissue.
    Saturation and hue do nothing to grey pictures.
    """

    applies_to = ("images",)
    after = ("random_crop", "random_flip", "random_rotation", "random_affine", "elastic_deformation")

    brightness: float = setting(0.2, "Factors of the brightness lie between 1 less this and 1 plus this.", ge=0, le=1)
    contrast: float = setting(0.2, "Factors of the contrast lie between 1 less this and 1 plus this.", ge=0, le=1)
    saturation: float = setting(0.2, "Factors of the saturation lie between 1 less this and 1 plus this.", ge=0, le=1)
    hue: float = setting(
        0.02, "Share of the colour circle by which hues are turned at most, either way round.", ge=0, le=0.5
    )

    def before_training(self, ctx: "Context") -> None:
        if not any((self.brightness, self.contrast, self.saturation, self.hue)):
            ctx.warn(self, "brightness", "changes nothing: all four are 0")

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        import torch

        from trainer.layers import colours

        coloured = inputs.shape[1] > 1
        if not coloured:
            self._warn_of_grey(ctx)
        change = 2 * torch.rand((4, len(inputs)), generator=ctx.generator(self), device=ctx.device) - 1
        if self.brightness:
            inputs = colours.adjust_brightness(inputs, 1 + self.brightness * change[0])
        if self.contrast:
            inputs = colours.adjust_contrast(inputs, 1 + self.contrast * change[1])
        if self.saturation and coloured:
            inputs = colours.adjust_saturation(inputs, 1 + self.saturation * change[2])
        if self.hue and coloured:
            inputs = colours.adjust_hue(inputs, self.hue * change[3])
        return inputs

    def _warn_of_grey(self, ctx: "Context") -> None:
        """Say once that nothing happens where only colours are to be changed."""
        memory = ctx.memory(self)
        idle = not self.brightness and not self.contrast and (self.saturation or self.hue)
        if idle and "warned" not in memory:
            memory["warned"] = 1
            name = "saturation" if self.saturation else "hue"
            ctx.warn(self, name, "changes nothing: the pictures are grey, and brightness and contrast are 0")
