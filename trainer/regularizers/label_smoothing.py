"""Label smoothing."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class LabelSmoothing(Regularizer, group="targets"):
    """Move a little of each target from the true class to all classes (Szegedy et al. 2016).

    Keeps the network from growing ever surer, and softens wrong labels. It blurs what classes have in common, which
    costs when the features are fine-tuned further.
    """

    amount: float = setting(0.1, "Share of the target that is spread evenly over all classes.", gt=0, lt=1)

    def transform_targets(self, targets: "Tensor", ctx: "Context") -> "Tensor":
        return targets * (1 - self.amount) + self.amount / targets.shape[-1]
