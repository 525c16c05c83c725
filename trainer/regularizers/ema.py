"""Averages of the weights."""

from copy import deepcopy
from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor, nn

    from trainer.regularizers.context import Context


class EMA(Regularizer, group="averaging"):
    """Measure and keep a running average of the weights instead of their last values (Polyak & Juditsky 1992).

    Evens out the noise of the last steps. The average lags behind: with a decay too near 1 a short run ends on weights
    from long before. Training itself is not changed.
    """

    excludes: ClassVar = {
        "gradual_pruning": "the average holds weights from before they were pruned; pruning, done once, goes with it",
        "swa": "both put an average in the place of the weights that are measured",
    }

    decay: float = setting(
        0.99, "Share of the average that is kept at each step; it spans about 1/(1-decay) steps.", gt=0, lt=1
    )
    warm_up: bool = setting(
        default=True, description="Begin with a smaller decay, (1+step)/(10+step), so that the start is soon forgotten."
    )
    average_statistics: bool = setting(
        default=True, description="Average the batch norms' statistics too; else the last ones are taken."
    )

    def before_training(self, ctx: "Context") -> None:
        ctx.memory(self)["steps"] = 0
        ctx.memory(self)["average"] = {
            name: value.detach().clone() for name, value in self._averaged(ctx.model).items()
        }

    def after_step(self, ctx: "Context") -> None:
        from trainer.layers import many

        memory = ctx.memory(self)
        decay = min(self.decay, (1 + memory["steps"]) / (10 + memory["steps"])) if self.warm_up else self.decay
        values = self._averaged(ctx.model)
        many.move_towards([memory["average"][name] for name in values], list(values.values()), 1 - decay)
        memory["steps"] += 1

    def evaluated_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        average = ctx.memory(self).get("average")
        if average is None:
            return model
        copy = deepcopy(model)
        copy.load_state_dict(average, strict=False)
        return copy

    def _averaged(self, model: "nn.Module") -> "dict[str, Tensor]":
        """Return the parameters, and the buffers that can be averaged, by name."""
        buffers = model.named_buffers() if self.average_statistics else ()
        return dict(model.named_parameters()) | {name: value for name, value in buffers if value.is_floating_point()}
