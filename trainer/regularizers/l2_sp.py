"""Staying near the start."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor, nn

    from trainer.regularizers.base import Output
    from trainer.regularizers.context import Context


class L2SP(Regularizer, group="weights"):
    """Pull weights towards where they started instead of towards zero (L2-SP, Li et al. 2018).

    Against forgetting: what the start knew is given up only where the new data asks for it. Parameters that the start
    did not provide (a new head) are pulled towards zero, by an amount of their own.
    """

    amount: float = setting(0.1, "Strength of the pull towards the start: amount/2 * |w - start|^2.", ge=0, le=100)
    new_amount: float = setting(0.01, "Strength of the pull towards zero for new parameters.", ge=0, le=100)

    def before_training(self, ctx: "Context") -> None:
        kept, new = self._parameters(ctx)
        if kept:
            ctx.memory(self)["anchor"] = _joined(kept).detach()
        ctx.report(self, "anchored", sum(p.numel() for p in kept))
        ctx.report(self, "new", sum(p.numel() for p in new))
        if not kept:
            ctx.warn(
                self, "amount", "had nothing to act on: the network starts from scratch; this is plain weight decay"
            )

    def penalty(self, out: "Output", ctx: "Context") -> "Tensor":
        kept, new = self._parameters(ctx)
        penalty = out.logits.new_zeros(())
        if kept:
            penalty = penalty + (_joined(kept) - ctx.memory(self)["anchor"]).square().sum() * (self.amount / 2)
        if new:
            penalty = penalty + _joined(new).square().sum() * (self.new_amount / 2)
        return penalty

    def _parameters(self, ctx: "Context") -> "tuple[list[nn.Parameter], list[nn.Parameter]]":
        """Return the parameters that the start provided, and the others."""
        named = list(ctx.model.named_parameters())
        kept = [parameter for name, parameter in named if name not in ctx.new_parameters]
        return kept, [parameter for name, parameter in named if name in ctx.new_parameters]


def _joined(parameters: "list[nn.Parameter]") -> "Tensor":
    """Return parameters as one vector: one operation instead of one for each."""
    import torch

    return torch.cat([parameter.flatten() for parameter in parameters])
