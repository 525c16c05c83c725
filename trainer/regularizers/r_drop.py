"""Agreement of two passes with other dropout."""

from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.base import Output
    from trainer.regularizers.context import Context


class RDrop(Regularizer, group="losses", names=("r_drop",)):
    """Make two forward passes, in which other values are dropped, say the same (R-Drop, Wu et al. 2021).

    The loss holds the first pass's. Half the difference of the second one's to it is added, so that their mean counts,
    and alpha times the mean of the Kullback-Leibler divergences in both directions. A step takes about twice as long.
    Needs something that drops, dropout or stochastic depth; batch-norm statistics come from the first pass alone.
    """

    usual_cost = 2.1
    example_sections: ClassVar = {
        "network": {
            "name": "layered",
            "layers": {"first": "conv 4 relu", "pool": "global_pool", "drop": "dropout 0.5", "hidden": "dense 16 relu"},
        }
    }

    alpha: float = setting(1.0, "Weight of the divergence between both passes.", gt=0, le=100)

    def penalty(self, out: "Output", ctx: "Context") -> "Tensor":
        from trainer.layers.distributions import symmetric_divergence
        from trainer.layers.sharpness import statistics_kept

        assert out.inputs is not None
        assert out.targets is not None
        with statistics_kept(ctx.model):
            again = ctx.forward(self, out.inputs)
        difference = ctx.mean_loss(again.logits, out.targets) - ctx.mean_loss(out.logits, out.targets)
        divergence = symmetric_divergence(out.logits, again.logits).mean()
        self._count(divergence.detach(), ctx)
        return difference / 2 + self.alpha * divergence

    def _count(self, divergence: "Tensor", ctx: "Context") -> None:
        memory = ctx.memory(self)
        memory["passes"] = memory.get("passes", 0) + 1
        memory["divergence"] = memory.get("divergence", 0) + divergence

    def after_epoch(self, ctx: "Context") -> None:
        memory = ctx.memory(self)
        mean = float(memory["divergence"]) / memory["passes"]
        ctx.report(self, "divergence", float(f"{mean:.4g}"))
        if mean < 1e-9 and ctx.epoch == 1:
            ctx.warn(self, "alpha", "changes nothing: both passes are equal, as nothing in the network is dropped")
