"""Random erasing."""

from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting
from trainer.settings.ranges import require_order

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class RandomErasing(Regularizer, group="images"):
    """Cover a rectangle of each picture, of its own place, size and shape (Zhong et al. 2020).

    Teaches to go by all parts of an object, as some may be hidden. Harms where one small part says what the class is,
    and in short trainings, which it slows.
    """

    applies_to = ("images",)
    after = (
        "random_crop",
        "random_flip",
        "random_rotation",
        "random_affine",
        "elastic_deformation",
        "auto_augment",
        "rand_augment",
        "trivial_augment",
        "aug_mix",
        "colour_jitter",
        "gaussian_blur",
        "gaussian_noise",
    )

    probability: float = setting(0.5, "Probability that a picture is changed.", gt=0, le=1)
    smallest_area: float = setting(0.02, "The smallest share of the picture that is covered.", gt=0, lt=1)
    largest_area: float = setting(0.4, "The largest share of the picture that is covered.", gt=0, lt=1)
    aspect_ratio: float = setting(
        0.3, "The smallest ratio of height to width; the largest is 1 divided by it.", ge=0.01, le=1
    )
    fill: Literal["zero", "noise"] = setting(
        "noise", "What covers it: black, or for every pixel a colour drawn evenly from all."
    )

    @model_validator(mode="after")
    def _areas_are_in_order(self) -> Self:
        require_order(self, "smallest_area", "largest_area")
        return self

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        import torch

        from trainer.layers.erasing import rectangle_sides, rectangles

        n, _, height, width = inputs.shape
        generator = ctx.generator(self)
        share = torch.rand((5, n), generator=generator, device=ctx.device)
        area = self.smallest_area + (self.largest_area - self.smallest_area) * share[0]
        heights, widths = rectangle_sides(area, share[1], self.aspect_ratio, height, width)
        covered = rectangles(heights * (share[2] < self.probability), widths, share[3:], height, width)
        if self.fill == "zero":
            return inputs.masked_fill(covered, 0)
        return torch.where(covered, torch.rand(inputs.shape, generator=generator, device=ctx.device), inputs)
