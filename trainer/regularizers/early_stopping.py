"""Early stopping."""

from typing import TYPE_CHECKING, ClassVar

from store.figures import better
from trainer.metrics.choosing import ValidationFigure
from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from trainer.regularizers.context import Context


class EarlyStopping(Regularizer, group="stopping"):
    """End training when the validation figure has not improved for some epochs (Prechelt 1998).

    Stops before the network learns its training set by heart. On a small validation set chance can end it too early.
    """

    example: ClassVar = {"patience": 1, "min_delta": 1.0}

    patience: int = setting(
        5, "Epochs without an improvement after which training ends.", unit="epochs", ge=1, le=100_000
    )
    metric: ValidationFigure = setting("val.accuracy", "The figure that is watched.")
    min_delta: float = setting(0.0, "By how much the figure must improve to count.", ge=0, le=1000)

    def after_epoch(self, ctx: "Context") -> None:
        memory = ctx.memory(self)
        value = ctx.metrics[self.metric] * (-1 if better(self.metric) == "min" else 1)
        if value > memory.get("best", float("-inf")) + self.min_delta:
            memory["best"], memory["waited"] = value, 0
            return
        memory["waited"] = memory.get("waited", 0) + 1
        if memory["waited"] >= self.patience:
            ctx.report(self, "stopped_after", ctx.epoch)
            ctx.stop(f"{self.metric} has not improved for {memory['waited']} epochs (early_stopping)")
