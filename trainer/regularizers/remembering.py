"""Methods against forgetting that look at what the start could do."""

from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor, nn

    from trainer.regularizers.base import Output
    from trainer.regularizers.context import Context

SOURCE: dict[str, object] = {"source": {"name": "digits", "classes": ["0", "1", "2", "3"]}}


class LearningWithoutForgetting(Regularizer, group="losses"):
    """Keep what the start's own head says of the new data, without any old data (Li & Hoiem 2016).

    The old head stays as it was, as forgetting is measured through it; the features below must go on serving it. Weak
    where old and new data have little in common.
    """

    needs_features = True
    needs_inputs = True
    needs_start = True
    usual_cost = 1.5

    amount: float = setting(1.0, "Weight of the old head's answers beside the loss.", gt=0, le=1e4)
    temperature: float = setting(
        2.0, "By what the old logits are divided first; above 1 small ones count more.", ge=1, le=100
    )

    def penalty(self, out: "Output", ctx: "Context") -> "Tensor":
        from trainer.layers.losses import softened_divergence

        assert out.inputs is not None
        assert out.features is not None
        start = ctx.others.start_as_it_was()
        told = start(out.inputs)
        return softened_divergence(start.answer(out.features), told.logits, self.temperature) * self.amount


class Replay(Regularizer, group="losses"):
    """Show a share of source examples beside each batch, to be answered by the start's own head (Rolnick et al. 2019).

    The surest way against forgetting where the old data is still there. Each step costs as much more as it shows.
    """

    needs_features = True
    needs_inputs = True
    needs_start = True
    needs_source = True
    usual_cost = 1.6
    example_sections: ClassVar = SOURCE

    share: float = setting(0.5, "Source examples for each example of a batch.", gt=0, le=10)
    amount: float = setting(1.0, "Weight of their loss.", gt=0, le=1e4)

    def before_training(self, ctx: "Context") -> None:
        ctx.others.start_on_source()

    def penalty(self, out: "Output", ctx: "Context") -> "Tensor":
        import torch
        from torch.nn.functional import cross_entropy

        assert ctx.source is not None
        count = max(round(self.share * len(out.logits)), 2)
        places = torch.randint(len(ctx.source), (count,), generator=ctx.generator(self), device=ctx.device)
        inputs, labels = ctx.source.at(places)
        features = ctx.forward(self, inputs).features
        assert features is not None
        return cross_entropy(ctx.others.start_on_source().answer(features), labels) * self.amount


class ElasticWeightConsolidation(Regularizer, group="weights"):
    """Pull weights towards the start, each as hard as the source task needs it (EWC, Kirkpatrick et al. 2017).

    Weights that did not matter are free to move, which L2-SP holds as well. How much one matters is the diagonal of the
    Fisher information, taken once from some source examples.
    """

    needs_start = True
    needs_source = True
    example_sections: ClassVar = SOURCE

    amount: float = setting(100.0, "Strength of the pull: amount/2 * Fisher * (w - start)^2.", gt=0, le=1e8)
    examples: int = setting(
        200, "Source examples from which the Fisher information is taken.", unit="examples", ge=1, le=1_000_000
    )

    def before_training(self, ctx: "Context") -> None:
        import torch

        from trainer.layers.fisher import fisher_diagonal

        assert ctx.source is not None
        start, generator = ctx.others.start_as_it_was(), ctx.generator(self)
        kept = self._kept(ctx)
        places = torch.randperm(len(ctx.source), generator=generator, device=ctx.device)[: self.examples]
        inputs = start.normalize(ctx.source.at(places)[0])
        ctx.memory(self)["fisher"] = fisher_diagonal(start.network, list(kept), inputs, generator)
        anchor = {name: start.network.get_parameter(name).detach().clone() for name in kept}
        ctx.memory(self)["anchor"] = anchor  # of the start, where the information was taken, not of a soup
        ctx.report(self, "anchored", sum(parameter.numel() for parameter in kept.values()))

    def penalty(self, out: "Output", ctx: "Context") -> "Tensor":
        from trainer.layers.pull import squared_distance

        kept, memory = self._kept(ctx), ctx.memory(self)
        anchors, fisher = ([memory[part][name] for name in kept] for part in ("anchor", "fisher"))
        return squared_distance(list(kept.values()), anchors, fisher) * (self.amount / 2)

    def _kept(self, ctx: "Context") -> "dict[str, nn.Parameter]":
        """Return the parameters that the start provided, by name."""
        return {name: value for name, value in ctx.model.named_parameters() if name not in ctx.new_parameters}
