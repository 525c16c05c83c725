"""Train on a share of the training set."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class DataShare(Regularizer, group="data"):
    """Train on a share of the training set, the same share of every class (Cortes et al. 1993: learning curves).

    The reverse of a remedy: it shows how much the network would gain from more data. With one seed, a smaller share is
    part of a larger one. At least one example of each class stays.
    """

    share: float = setting(0.5, "Share of the training examples that is used.", gt=0, lt=1)

    def training_data(self, labels: "Tensor", ctx: "Context") -> "Tensor":
        from trainer.layers.subsets import stratified

        kept = stratified(labels, self.share, ctx.generator(self, on_cpu=True))
        ctx.report(self, "examples", len(kept))
        if len(kept) == len(labels):
            ctx.warn(
                self,
                "share",
                f"changes nothing: {self.share} of {len(labels)} examples, rounded for each class, is all",
            )
        return kept
