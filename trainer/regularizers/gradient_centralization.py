"""Gradient centralization."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import nn

    from trainer.regularizers.context import Context


class GradientCentralization(Regularizer, group="gradients"):
    """Take from the gradient of each unit's incoming weights its mean (Yong et al. 2020).

    So the sum of a unit's weights stays as the start has it, which steadies training and holds it near the start. Acts
    before gradients are clipped. Units with a single weight are left alone, as they would not learn at all.
    """

    convolutions_only: bool = setting(
        default=False, description="Leave linear layers alone; only convolutions are centred."
    )

    def before_training(self, ctx: "Context") -> None:
        count = sum(self._fits(parameter) for parameter in ctx.model.parameters())
        ctx.report(self, "parameters", count)
        if not count:
            ctx.warn(self, "convolutions_only", "had nothing to act on: the network has no weights of this kind")

    def transform_gradients(self, ctx: "Context") -> None:
        from trainer.layers.rows import centre_rows

        centre_rows([p.grad for p in ctx.model.parameters() if p.grad is not None and self._fits(p)])

    def _fits(self, parameter: "nn.Parameter") -> bool:
        """Say whether a parameter holds the incoming weights of units, more than one for each."""
        return parameter.dim() > (3 if self.convolutions_only else 1) and parameter[0].numel() > 1
