"""Batch spectral shrinkage."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.base import Output
    from trainer.regularizers.context import Context


class BatchSpectralShrinkage(Regularizer, group="weights"):
    """Press the weakest directions of a batch's features towards zero (BSS, Chen et al. 2019).

    Against negative transfer: those directions are what the start knew and the new data has no use for. For small data
    sets; beside methods that hold weights near the start, like L2-SP. From scratch there is nothing to give up.
    """

    needs_features = True
    usual_cost = 1.5

    amount: float = setting(0.001, "Strength: amount * sum of the squares of the singular values.", gt=0, le=100)
    smallest: int = setting(
        1,
        "How many singular values are pressed, the smallest ones; at most as many as there are features, or examples "
        "in a batch.",
        unit="values",
        ge=1,
        le=10_000,
    )

    def penalty(self, out: "Output", ctx: "Context") -> "Tensor":
        from trainer.layers.spectra import smallest_squares

        assert out.features is not None
        if not ctx.step:
            ctx.report(self, "values", min(self.smallest, *out.features.flatten(1).shape))
        return smallest_squares(out.features, self.smallest) * self.amount
