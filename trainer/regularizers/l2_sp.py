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
        ctx.memory(self)["anchor"] = {name: parameter.detach().clone() for name, parameter in kept.items()}
        ctx.report(self, "anchored", sum(parameter.numel() for parameter in kept.values()))
        ctx.report(self, "new", sum(parameter.numel() for parameter in new.values()))
        if not (self.amount or self.new_amount):
            ctx.warn(self, "amount", "changes nothing: both amounts are 0")
        elif not kept:
            text = "had nothing to act on: the network starts from scratch, so this is plain weight decay"
            ctx.warn(self, "amount", text)

    def penalty(self, out: "Output", ctx: "Context") -> "Tensor":
        from trainer.layers.pull import squared_distance

        kept, new = self._parameters(ctx)
        anchor = ctx.memory(self)["anchor"]
        penalty = out.logits.new_zeros(())
        if kept:
            away = squared_distance(list(kept.values()), [anchor[name] for name in kept])
            penalty = penalty + away * (self.amount / 2)
        if new:
            penalty = penalty + squared_distance(list(new.values())) * (self.new_amount / 2)
        return penalty

    def _parameters(self, ctx: "Context") -> "tuple[dict[str, nn.Parameter], dict[str, nn.Parameter]]":
        """Return the parameters that the start provided, and the others, by name."""
        named = dict(ctx.model.named_parameters())
        new = {name: named[name] for name in named if name in ctx.new_parameters}
        return {name: named[name] for name in named if name not in new}, new
