"""Stochastic depth."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import nn

    from trainer.regularizers.context import Context


class StochasticDepth(Regularizer, group="layers"):
    """Skip residual branches at random, anew for every example and step (Huang et al. 2016).

    The probability grows evenly from branch to branch up to `rate` at the last one. Trains the network as many
    shallower ones at once; for deep networks and long training. Fine-tuned briefly, a shallow network loses more by it
    than it gains. The network's own stochastic depth is switched off: this takes its place. Nothing is skipped when
    measuring.
    """

    example_sections: ClassVar = {
        "network": {"name": "layered", "layers": {"first": "block 4", "pool": "max_pool 2", "second": "block 8"}}
    }

    rate: float = setting(0.2, "Probability with which the last branch is skipped.", gt=0, lt=1)

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        from trainer.layers.stochastic_depth import branch_ends, skip_branch, switch_off

        ctx.report(self, "own_layers_off", switch_off(model))
        ends = branch_ends(model)
        for place, (name, (block, end)) in enumerate(ends.items(), start=1):
            skip_branch(block, end, self.rate * place / len(ends), partial(ctx.generator, self, name))
        ctx.report(self, "branches", len(ends))
        if not ends:
            ctx.warn(self, "rate", "had nothing to act on: no residual branch is known in the network")
        return model
