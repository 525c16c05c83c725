"""The L1 penalty."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor, nn

    from trainer.regularizers.base import Output
    from trainer.regularizers.context import Context


class L1(Regularizer, group="weights"):
    """Pull every weight towards zero with the same force, however small it is (L1 or lasso, Tibshirani 1996).

    Leaves a few large weights and many near zero, which `pruning` may then take: by itself none is exactly zero. Where
    many weights do a little each, as in most pretrained networks, it harms sooner than weight decay.
    """

    amount: float = setting(1e-4, "Strength of the pull: amount * |w| for each weight.", gt=0, le=10)
    spare_norms_and_biases: bool = setting(
        default=True, description="Leave biases and the scales and shifts of norms alone; only weights are pulled."
    )

    def before_training(self, ctx: "Context") -> None:
        pulled = sum(parameter.numel() for parameter in self._pulled(ctx))
        ctx.report(self, "pulled", pulled)
        if not pulled:
            ctx.warn(self, "amount", "had nothing to act on: every parameter is spared")

    def penalty(self, out: "Output", ctx: "Context") -> "Tensor":
        from trainer.layers.absolute import absolute_sum

        pulled = self._pulled(ctx)
        return absolute_sum(pulled) * self.amount if pulled else out.logits.new_zeros(())

    def _pulled(self, ctx: "Context") -> "list[nn.Parameter]":
        every = ctx.model.parameters()
        return [parameter for parameter in every if parameter.dim() > 1 or not self.spare_norms_and_biases]
