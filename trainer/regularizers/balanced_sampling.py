"""Rare classes shown more often."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class BalancedSampling(Regularizer, group="data"):
    """Repeat examples of rare classes until all classes are as frequent (between the two: Kang et al. 2020).

    Examples are chosen once for the whole training, so none is left out to make room: an epoch grows longer by what is
    repeated, and so does a run of the same number of epochs. Helps where macro-F1 counts; few examples that come up
    again and again are learnt by heart. With class weights beside it, only what imbalance is left is weighed.
    """

    after = ("data_share",)

    strength: float = setting(
        1.0,
        "How far towards balance: 0 would change nothing, at 1/2 a class is as frequent as the square root of its "
        "size, at 1 all are equally frequent.",
        gt=0,
        le=1,
    )

    def training_data(self, labels: "Tensor", ctx: "Context") -> "Tensor":
        from trainer.layers.balancing import oversampled

        places = oversampled(labels, self.strength, ctx.generator(self, on_cpu=True))
        ctx.report(self, "examples", len(places))
        ctx.report(self, "repeats", len(places) - len(labels))
        if len(places) == len(labels):
            ctx.warn(self, "strength", "changes nothing: the classes are already as frequent as that")
        return places
