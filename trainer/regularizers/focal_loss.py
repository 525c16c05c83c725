"""Focal loss."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.base import Loss
    from trainer.regularizers.context import Context


class FocalLoss(Regularizer, group="losses"):
    """Let examples that the network already gets right count less (Lin et al. 2017).

    The loss of an example is multiplied by (1-p)^gamma, p being the probability of its class. Made for rare classes; it
    also makes the network less sure of itself. Wrong labels gain weight, too.
    """

    gamma: float = setting(
        2.0, "How fast an example loses weight as it is got right; 0 would change nothing.", gt=0, le=10
    )

    def criterion(self, loss: "Loss", ctx: "Context") -> "Loss":
        from trainer.layers.losses import focal_weight

        def focal(logits: "Tensor", targets: "Tensor") -> "Tensor":
            return focal_weight(logits, targets, self.gamma) * loss(logits, targets)

        return focal
