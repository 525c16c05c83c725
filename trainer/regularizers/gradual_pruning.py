"""Pruning while training goes on."""

from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import model_validator

from trainer.regularizers.base import Regularizer
from trainer.regularizers.named_layers import layers_setting, named_weights
from trainer.settings.base import setting
from trainer.settings.ranges import require_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from trainer.regularizers.context import Context


class GradualPruning(Regularizer, group="weights"):
    """Set more and more of the smallest weights to zero while training goes on (Zhu & Gupta 2017).

    Fast at first, when much is superfluous, then ever slower, so that the rest learns to do without: a larger share can
    go than at once. It needs steps enough after the end. An average that began before the end (ema, swa) keeps remains
    of what went late.
    """

    keeps_frozen = False
    after = ("pruning",)
    excludes: ClassVar = {
        "ema": "the average holds weights from before they were pruned; pruning, done once, goes with it",
        "lora": "adapters fill the zeros when they are merged into the weights",
        "swa": "the average holds weights from before they were pruned; pruning, done once, goes with it",
        "weight_interpolation": "the start's weights would take the place of the zeros",
    }
    example: ClassVar = {"every": 2}

    share: float = setting(0.5, "Share of the weights that is zero in the end.", gt=0, lt=1)
    initial_share: float = setting(0.0, "Share of the weights that goes at once, at the beginning.", ge=0, lt=1)
    begin: float = setting(0.0, "Share of training after which pruning begins.", ge=0, lt=1)
    end: float = setting(0.75, "Share of training after which the last weights are pruned.", gt=0, le=1)
    every: int = setting(100, "Steps after which the next weights are pruned.", unit="steps", ge=1, le=1_000_000)
    within: Literal["network", "layer"] = setting(
        "network", "Whether the share is one of all weights together or of each layer's."
    )
    layers: tuple[str, ...] = layers_setting("are pruned")

    @model_validator(mode="after")
    def _grows(self) -> Self:
        require_order(self, "begin", "end")
        require_order(self, "initial_share", "share")
        return self

    def before_training(self, ctx: "Context") -> None:
        names = named_weights(self, self.layers, ctx.model, ctx)
        ctx.memory(self).update({"weights": names, "kept": {}})

    def after_step(self, ctx: "Context") -> None:
        from trainer.layers import many

        memory = ctx.memory(self)
        weights = [ctx.model.get_parameter(name) for name in memory["weights"]]
        if memory["kept"]:
            many.multiply(weights, list(memory["kept"].values()))
        if self._due(ctx, begun=bool(memory["kept"])):
            kept = self._kept(weights, self._share_now(ctx))
            before = memory["kept"].values() or kept
            kept = [new & old for new, old in zip(kept, before, strict=True)]
            memory["kept"] = dict(zip(memory["weights"], kept, strict=True))
            many.multiply(weights, kept)

    def after_epoch(self, ctx: "Context") -> None:
        kept = ctx.memory(self)["kept"].values()
        zeros = sum(int((~mask).sum()) for mask in kept)
        ctx.report(self, "parameters_at_zero", zeros)
        if kept and not zeros and ctx.epoch == ctx.epochs:
            ctx.warn(self, "share", f"pruned nothing: {self.share} of the weights is less than one")

    def _steps(self, ctx: "Context") -> tuple[int, int, int]:
        """Return the step that was just taken, counted over the run from 1, and those of the beginning and the end."""
        whole = ctx.epochs * ctx.steps_per_epoch
        now = (ctx.epoch - 1) * ctx.steps_per_epoch + ctx.step + 1
        return now, max(round(self.begin * whole), 1), max(round(self.end * whole), 1)

    def _due(self, ctx: "Context", *, begun: bool) -> bool:
        """Say whether this step prunes: the first one of all, every so many after it, and the last one."""
        now, first, last = self._steps(ctx)
        return first <= now <= last and (not begun or now == last or (now - first) % self.every == 0)

    def _share_now(self, ctx: "Context") -> float:
        """Return the share that is to be zero now: from the first share to the last one along a cubic curve."""
        now, first, last = self._steps(ctx)
        left = 1 - (now - first) / (last - first) if last > first else 0.0
        return self.share + (self.initial_share - self.share) * left**3

    def _kept(self, weights: "Sequence[Tensor]", share: float) -> "list[Tensor]":
        from trainer.layers.pruning import without_smallest

        if self.within == "network":
            return without_smallest(weights, share)
        return [mask for weight in weights for mask in without_smallest([weight], share)]
