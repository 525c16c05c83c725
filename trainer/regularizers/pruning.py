"""Pruning of small weights."""

from typing import TYPE_CHECKING, ClassVar, Literal

from trainer.regularizers.base import Regularizer
from trainer.regularizers.named_layers import layers_setting, named_weights
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor, nn

    from trainer.regularizers.context import Context


class Pruning(Regularizer, group="weights"):
    """Set the smallest weights of linear and convolution layers to zero before fine-tuning (Han et al. 2015).

    Shrinks the model and what it can memorize. Small weights are not always unimportant ones: too large a share cuts
    features that nothing brings back where the zeros are kept.
    """

    excludes: ClassVar = {
        "lora": "adapters fill the zeros when they are merged into the weights",
        "model_soup": "weights are pruned before the soup takes their place",
        "weight_interpolation": "the start's weights would take the place of the zeros",
    }

    by: Literal["share", "threshold"] = setting(
        "share", "Whether the smallest share goes, or all weights below a threshold."
    )
    share: float = setting(0.3, "Share of the weights that is pruned, the smallest in absolute value.", gt=0, lt=1)
    threshold: float = setting(0.01, "Weights with an absolute value below this are pruned.", gt=0, le=100)
    within: Literal["network", "layer"] = setting(
        "network", "Whether the share is one of all weights together or of each layer's."
    )
    layers: tuple[str, ...] = layers_setting("are pruned")
    keep_at_zero: bool = setting(
        default=True, description="Keep pruned weights at zero throughout; else they may grow again."
    )

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        from trainer.layers import many

        names = named_weights(self, self.layers, model, ctx)
        weights = [model.get_parameter(name) for name in names]
        kept = self._kept(weights)
        many.multiply(weights, kept)
        if self.keep_at_zero:
            ctx.memory(self)["kept"] = dict(zip(names, kept, strict=True))
        zeros = sum(int((~mask).sum()) for mask in kept)
        ctx.report(self, "parameters_at_zero", zeros)
        if weights and not zeros:
            ctx.warn(self, self.by, f"pruned nothing: no weight is small enough for {getattr(self, self.by)}")
        return model

    def after_step(self, ctx: "Context") -> None:
        from trainer.layers import many

        kept = ctx.memory(self).get("kept", {})
        many.multiply([ctx.model.get_parameter(name) for name in kept], list(kept.values()))

    def _kept(self, weights: "list[nn.Parameter]") -> "list[Tensor]":
        """Return for each weight whether it stays."""
        from trainer.layers.pruning import from_threshold, without_smallest

        if self.by == "threshold":
            return from_threshold(weights, self.threshold)
        if self.within == "network":
            return without_smallest(weights, self.share)
        return [mask for weight in weights for mask in without_smallest([weight], self.share)]
