"""Which parts of the network may move."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.regularizers.partial_training import head_and_new, starts_from_scratch
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import nn

    from trainer.regularizers.context import Context


class FreezeNorms(Regularizer, group="freezing"):
    """Keep the batch norms as the start left them (frozen statistics: Ren et al. 2015, fine-tuning with small batches).

    Helps where batches are small or few, since their statistics are noise; harms where the new data looks different.
    """

    scale_and_shift: bool = setting(
        default=True, description="Keep the norms' learned scale and shift fixed, beside their statistics."
    )

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        from trainer.layers.finding import batch_norms

        norms = len(batch_norms(model))
        ctx.report(self, "layers", norms)
        if not norms:
            ctx.warn(self, "scale_and_shift", "had no layer to act on: the network has no batch norm")
        elif starts_from_scratch(model, ctx):
            ctx.warn(self, "scale_and_shift", "the network starts from scratch, so the norms stay untrained")
        return model

    def before_epoch(self, ctx: "Context") -> None:
        from trainer.layers.finding import batch_norms

        for norm in batch_norms(ctx.model):
            norm.eval()
            if self.scale_and_shift:
                norm.requires_grad_(requires_grad=False)


class GradualUnfreezing(Regularizer, group="freezing"):
    """Train the head first, then let one stage after another join, from the top down (Howard & Ruder 2018).

    Keeps the large first gradients of a new head from spoiling the features below it. New layers always train; an
    adapter waits for its layer's stage. Batch norms and dropout of frozen stages stand still.
    """

    below_head = True

    stages: int = setting(
        4, "Number of stages that the network is cut into; the head is one.", unit="stages", ge=2, le=100
    )
    every: int = setting(1, "Epochs after which the next stage joins.", unit="epochs", ge=1, le=10_000)

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        frozen = self._frozen(model, ctx, epoch=1)
        ctx.report(self, "frozen_at_first", frozen)
        if not frozen:
            ctx.warn(self, "stages", "froze nothing: the network cannot be cut below its head")
        elif starts_from_scratch(model, ctx):
            ctx.warn(self, "stages", "the network starts from scratch, so frozen stages are untrained")
        late = self._frozen(model, ctx, ctx.epochs)
        if late:
            ctx.warn(self, "every", f"is so long that {late} parameters stay frozen to the end")
        return model

    def before_epoch(self, ctx: "Context") -> None:
        from trainer.layers.standing_still import freeze_all_but

        freeze_all_but(ctx.model, self._free(ctx.model, ctx, ctx.epoch))

    def _frozen(self, model: "nn.Module", ctx: "Context", epoch: int) -> int:
        free = self._free(model, ctx, epoch)
        return sum(p.numel() for name, p in model.named_parameters() if name not in free)

    def _free(self, model: "nn.Module", ctx: "Context", epoch: int) -> set[str]:
        """Return the names of the parameters that may move in an epoch."""
        from trainer.layers.finding import cut_into_stages, find_head

        head = find_head(model, ctx.classes)
        if head is None:
            return {name for name, _ in model.named_parameters()}
        joined = cut_into_stages(model, self.stages, head)[-1 - (epoch - 1) // self.every :]
        return {name for stage in joined for name in stage} | head_and_new(model, ctx)
