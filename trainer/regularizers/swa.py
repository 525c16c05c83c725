"""The average of the weights of the last epochs."""

from copy import deepcopy
from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import nn

    from trainer.regularizers.context import Context


class SWA(Regularizer, group="averaging"):
    """Measure and keep the equal average of the weights at the ends of the last epochs (SWA, Izmailov et al. 2018).

    Lies in the middle of a wide valley, where each epoch's end is near its wall; so it wants a learning rate that stays
    high to the end. It takes one more pass over the training set an epoch, for the batch norms' statistics, where there
    are any. Before it begins the weights are measured as they are.
    """

    after = ("ema",)
    excludes: ClassVar = {
        "ema": "both put an average in the place of the weights that are measured",
        "gradual_pruning": "the average holds weights from before they were pruned; pruning, done once, goes with it",
    }
    example: ClassVar = {"begin": 0.3}

    begin: float = setting(0.75, "Share of training after which the ends of epochs are averaged.", ge=0, lt=1)

    def before_training(self, ctx: "Context") -> None:
        first = self._first_epoch(ctx)
        ctx.report(self, "first_epoch", first)
        if first == ctx.epochs:
            ctx.warn(self, "begin", "averages nothing: it begins with the last epoch")

    def after_step(self, ctx: "Context") -> None:
        from trainer.layers import many

        if ctx.step + 1 < ctx.steps_per_epoch or ctx.epoch < self._first_epoch(ctx):
            return
        memory, values = ctx.memory(self), dict(ctx.model.named_parameters())
        if not memory:
            memory["average"] = {name: value.detach().clone() for name, value in values.items()}
        memory["epochs"] = memory.get("epochs", 0) + 1
        many.move_towards([memory["average"][name] for name in values], list(values.values()), 1 / memory["epochs"])
        ctx.report(self, "epochs", memory["epochs"])

    def evaluated_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        from trainer.layers.averages import renew_statistics

        memory = ctx.memory(self)
        if "average" not in memory:
            return model
        copy = deepcopy(model)
        copy.load_state_dict(memory["average"], strict=False)
        if memory.get("renewed") != memory["epochs"]:
            memory["statistics"] = renew_statistics(copy, ctx.training_inputs())
            memory["renewed"] = memory["epochs"]
        copy.load_state_dict(memory["statistics"], strict=False)
        return copy

    def _first_epoch(self, ctx: "Context") -> int:
        return int(self.begin * ctx.epochs + 1e-9) + 1
