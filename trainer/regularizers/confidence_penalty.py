"""A penalty on being sure."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.base import Output
    from trainer.regularizers.context import Context


class ConfidencePenalty(Regularizer, group="losses"):
    """Reward predictions for their entropy: subtract beta times its mean from the loss (Pereyra et al. 2017).

    Keeps the network from growing ever surer, as label smoothing does, but leaves open which other classes it
    considers. Too much of it, and nothing is decided. The loss may fall below zero.
    """

    beta: float = setting(0.1, "Weight of the entropy, which is in nats.", gt=0, le=100)

    def penalty(self, out: "Output", ctx: "Context") -> "Tensor":
        from trainer.layers.distributions import entropy

        return entropy(out.logits).mean() * -self.beta
