"""Rotation and affine maps."""

from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting
from trainer.settings.ranges import require_order

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context

_EDGE = "What fills the new pixels: black, a mirror image, or the edge's pixel."


class RandomRotation(Regularizer, group="images"):
    """Turn each picture about its middle by an angle of its own (Simard et al. 2003).

    Teaches that it does not matter how upright an object stands. Harms where the angle says what it is: from some angle
    on a 6 is a 9.
    """

    applies_to = ("images",)

    degrees: float = setting(15.0, "The largest angle, to either side.", unit="degrees", gt=0, le=180)
    edge: Literal["zero", "reflect", "repeat"] = setting("zero", _EDGE)

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        import torch

        from trainer.layers.warps import affine, affine_maps

        share = torch.rand(len(inputs), generator=ctx.generator(self), device=ctx.device)
        scale, none = torch.ones_like(share), share.new_zeros(2, len(inputs))
        return affine(inputs, affine_maps((2 * share - 1) * self.degrees, scale, none, none), self.edge)


class RandomAffine(Regularizer, group="images"):
    """Shift, scale and shear each picture by numbers of its own (Simard et al. 2003).

    Teaches that place, size and slant do not matter. Harms where they say what the class is, and where the object fills
    the picture, so that a large shift or scale leaves only part of it.
    """

    applies_to = ("images",)

    translate: float = setting(0.1, "The largest shift to each of the four sides, as a share of the side.", ge=0, le=1)
    smallest_scale: float = setting(0.9, "The smallest size, as a multiple.", gt=0, le=10)
    largest_scale: float = setting(1.1, "The largest size, as a multiple.", gt=0, le=10)
    shear: float = setting(
        5.0, "The largest angle by which rows and columns lean, to either side.", unit="degrees", ge=0, le=80
    )
    probability: float = setting(1.0, "Probability that a picture is changed.", gt=0, le=1)
    edge: Literal["zero", "reflect", "repeat"] = setting("zero", _EDGE)

    @model_validator(mode="after")
    def _scales_are_in_order(self) -> Self:
        require_order(self, "smallest_scale", "largest_scale")
        return self

    def before_training(self, ctx: "Context") -> None:
        if not self.translate and not self.shear and self.smallest_scale == self.largest_scale == 1:
            ctx.warn(self, "translate", "changes nothing: no shift, no shear, and a scale of 1")

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        import torch

        from trainer.layers.warps import affine, affine_maps

        height, width = inputs.shape[-2:]
        share = torch.rand((6, len(inputs)), generator=ctx.generator(self), device=ctx.device)
        scale = self.smallest_scale + (self.largest_scale - self.smallest_scale) * share[0]
        shear = (2 * share[1:3] - 1) * self.shear
        shift = (2 * share[3:5] - 1) * self.translate
        shift[0].mul_(width)
        shift[1].mul_(height)
        changed = affine(inputs, affine_maps(torch.zeros_like(scale), scale, shear, shift), self.edge)
        return torch.where((share[5] < self.probability)[:, None, None, None], changed, inputs)
