"""Noise on table rows, and values that go missing."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class FeatureNoise(Regularizer, group="tables"):
    """Add noise to every value of a row, drawn for each row (Bishop 1995).

    For small noise this is the same as a penalty on how fast the output changes with the input. Harms where columns
    are categories written as numbers: between them lies nothing.
    """

    applies_to = ("features",)

    deviation: float = setting(
        0.1, "Standard deviation of the noise; columns are standardized, so theirs is 1.", gt=0, le=10
    )

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        from trainer.layers.images import add_noise

        return add_noise(inputs, self.deviation, ctx.generator(self))


class FeatureDropout(Regularizer, group="tables"):
    """Put the column's mean in the place of a random share of values, drawn for each row (Vincent et al. 2008).

    Keeps the network from relying on a single column. A dropped value looks like a missing one that was filled in, and
    the others stay true: nothing is scaled up, unlike in dropout. Harms where one column really says it all.
    """

    applies_to = ("features",)

    rate: float = setting(0.1, "Probability with which a value is replaced.", gt=0, lt=1)

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        from trainer.layers.tables import to_mean

        return to_mean(inputs, self.rate, ctx.generator(self))
