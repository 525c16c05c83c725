"""Elastic deformation."""

from typing import TYPE_CHECKING, Literal

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class ElasticDeformation(Regularizer, group="images"):
    """Bend each picture like rubber, by a smooth random field of displacements of its own (Simard et al. 2003).

    Imitates how hands vary when they write, and how tissue gives way. Harms where straight lines matter, and where the
    field is as rough as the strokes are fine: raise alpha together with sigma.
    """

    applies_to = ("images",)

    alpha: float = setting(
        34.0,
        "Strength: what the smoothed field, of values in -1…1, is multiplied by; shifts are typically alpha/(6 sigma).",
        unit="pixels",
        gt=0,
        le=10000,
    )
    sigma: float = setting(
        4.0, "Smoothness: standard deviation of the Gaussian that smooths the field.", unit="pixels", ge=0.1, le=50
    )
    probability: float = setting(1.0, "Probability that a picture is changed.", gt=0, le=1)
    edge: Literal["zero", "reflect", "repeat"] = setting(
        "zero", "What fills the new pixels: black, a mirror image, or the edge's pixel."
    )

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        import torch

        from trainer.layers.warps import displace, elastic_field

        generator = ctx.generator(self)
        chosen = torch.rand(len(inputs), generator=generator, device=ctx.device) < self.probability
        changed = displace(inputs, elastic_field(inputs, self.alpha, self.sigma, generator), self.edge)
        return torch.where(chosen[:, None, None, None], changed, inputs)
