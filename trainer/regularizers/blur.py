"""Blur."""

from math import ceil
from typing import TYPE_CHECKING, Self

from pydantic import model_validator

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting
from trainer.settings.ranges import require_order

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class GaussianBlur(Regularizer, group="images"):
    """Blur each picture by a Gaussian of its own width (Chen et al. 2020).

    Keeps the network from relying on fine texture, and makes it bear pictures that are out of focus. Harms where detail
    says what the class is: in small pictures one pixel is much.
    """

    applies_to = ("images",)
    after = ("random_crop", "random_flip", "random_rotation", "random_affine", "elastic_deformation", "colour_jitter")

    smallest_sigma: float = setting(
        0.1, "The smallest standard deviation of the Gaussian.", unit="pixels", ge=0.01, le=50
    )
    largest_sigma: float = setting(
        2.0, "The largest standard deviation of the Gaussian.", unit="pixels", ge=0.01, le=50
    )
    probability: float = setting(0.5, "Probability that a picture is changed.", gt=0, le=1)

    @model_validator(mode="after")
    def _sigmas_are_in_order(self) -> Self:
        require_order(self, "smallest_sigma", "largest_sigma")
        return self

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        import torch

        from trainer.layers.smoothing import blur

        share = torch.rand((2, len(inputs)), generator=ctx.generator(self), device=ctx.device)
        sigma = self.smallest_sigma + (self.largest_sigma - self.smallest_sigma) * share[0]
        changed = blur(inputs, sigma, ceil(4 * self.largest_sigma))
        return torch.where((share[1] < self.probability)[:, None, None, None], changed, inputs)
