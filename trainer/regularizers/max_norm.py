"""A limit to the size of weights."""

from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.regularizers.named_layers import layers_setting, named_weights
from trainer.settings.base import setting

if TYPE_CHECKING:
    from trainer.regularizers.context import Context


class MaxNorm(Regularizer, group="weights"):
    """Keep each unit's incoming weights within a length, scaling them back after every step (Srivastava et al. 2014).

    Holds large learning rates, and dropout, from blowing weights up, and leaves small ones alone. A limit below what
    the start has cuts its weights at the first step, and what it knew with them. Frozen weights are not cut.
    """

    after = ("gradual_pruning", "pruning")
    example: ClassVar = {"limit": 0.5}

    limit: float = setting(3.0, "Largest length (Euclidean norm) of one unit's incoming weights.", gt=0, le=1e4)
    layers: tuple[str, ...] = layers_setting("are limited")

    def before_training(self, ctx: "Context") -> None:
        names = named_weights(self, self.layers, ctx.model, ctx)
        ctx.memory(self).update({"weights": names, "rows": 0, "cut": 0})

    def after_step(self, ctx: "Context") -> None:
        from trainer.layers.rows import limit_rows

        memory = ctx.memory(self)
        weights = [ctx.model.get_parameter(name) for name in memory["weights"]]
        free = [weight for weight in weights if weight.requires_grad]
        if free:
            memory["cut"] = limit_rows(free, self.limit) + memory["cut"]
            memory["rows"] += sum(len(weight) for weight in free)

    def after_epoch(self, ctx: "Context") -> None:
        memory = ctx.memory(self)
        cut = int(memory["cut"])
        ctx.report(self, "cut_share", round(cut / max(memory["rows"], 1), 4))
        if memory["weights"] and not cut and ctx.epoch == ctx.epochs:
            ctx.warn(self, "limit", f"changed nothing: no unit's weights were ever longer than {self.limit}")
