"""Class weights."""

from typing import TYPE_CHECKING, Literal

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.base import Loss
    from trainer.regularizers.context import Context


class ClassWeights(Regularizer, group="losses"):
    """Let examples of rare classes count more (by effective number: Cui et al. 2019).

    Weights have the mean 1 over the training examples, so the learning rate keeps its meaning; a soft target has the
    mean weight of its classes. Helps where macro-F1 counts. Few examples with large weights are learnt by heart, and
    accuracy on data as unbalanced as the training set falls.
    """

    by: Literal["frequency", "effective_number"] = setting(
        "frequency", "Whether a class counts by one over its examples, or over what they really add."
    )
    beta: float = setting(
        0.999,
        "For effective_number: 1/(1-beta) examples of a class are as good as any more; 0 changes nothing.",
        ge=0,
        lt=1,
    )

    def criterion(self, loss: "Loss", ctx: "Context") -> "Loss":
        weights = self._weights(ctx)
        smallest, largest = round(float(weights.min()), 4), round(float(weights.max()), 4)
        ctx.report(self, "smallest", smallest)
        ctx.report(self, "largest", largest)
        if smallest == largest:
            ctx.warn(self, "by", "changes nothing: all classes weigh the same")

        def weighted(logits: "Tensor", targets: "Tensor") -> "Tensor":
            return (targets @ weights) * loss(logits, targets)

        return weighted

    def _weights(self, ctx: "Context") -> "Tensor":
        """Return the weight of each class, shape (classes,), on the device."""
        from trainer.layers.class_weights import by_effective_number, by_frequency, with_mean_one

        assert ctx.train_labels is not None
        counts = ctx.train_labels.bincount(minlength=ctx.classes)
        raw = by_frequency(counts) if self.by == "frequency" else by_effective_number(counts, self.beta)
        return with_mean_one(raw, counts).float().to(ctx.device)
