"""Gradient noise."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from trainer.regularizers.context import Context


class GradientNoise(Regularizer, group="gradients"):
    """Add normal noise to the gradients, less and less as training goes on (Neelakantan et al. 2015).

    Helps deep networks from scratch out of poor beginnings, and away from narrow minima. In fine-tuning, where
    gradients are small, it soon drowns them. The noise is added after clipping, so it is not clipped.
    """

    after = ("gradient_centralization", "gradient_clipping")

    strength: float = setting(0.01, "Variance of the noise at the first step.", gt=0, le=100)
    fading: float = setting(0.55, "How fast it fades: the variance is strength / (1 + steps)^fading.", ge=0, le=10)

    def transform_gradients(self, ctx: "Context") -> None:
        import torch

        from trainer.layers import many

        gradients = [p.grad for p in ctx.model.parameters() if p.grad is not None]
        sizes = [gradient.numel() for gradient in gradients]
        drawn = torch.randn(sum(sizes), generator=ctx.generator(self), device=ctx.device)
        noise = [part.view_as(gradient) for part, gradient in zip(torch.split(drawn, sizes), gradients, strict=True)]
        steps = (ctx.epoch - 1) * ctx.steps_per_epoch + ctx.step
        many.add(gradients, noise, (self.strength / (1 + steps) ** self.fading) ** 0.5)
