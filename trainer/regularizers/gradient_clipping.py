"""Gradient clipping."""

from typing import TYPE_CHECKING, ClassVar, Literal

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from trainer.regularizers.context import Context


class GradientClipping(Regularizer, group="gradients"):
    """Limit how large a gradient may be (by norm: Pascanu et al. 2013).

    Keeps one odd batch, or a new head, from throwing the weights far off. A limit far below the usual size of gradients
    acts like a smaller learning rate.
    """

    example: ClassVar = {"limit": 0.01}

    by: Literal["norm", "value"] = setting(
        "norm", "What is limited: the norm of all gradients together, or each value."
    )
    limit: float = setting(1.0, "The largest norm or absolute value that is left as it is.", gt=0, le=1e6)

    def transform_gradients(self, ctx: "Context") -> None:
        from torch.nn.utils import clip_grad_norm_, clip_grad_value_, get_total_norm

        parameters = [p for p in ctx.model.parameters() if p.grad is not None]
        if self.by == "norm":
            size = clip_grad_norm_(parameters, self.limit)
        else:
            size = get_total_norm([p.grad for p in parameters if p.grad is not None], float("inf"))
            clip_grad_value_(parameters, self.limit)
        memory = ctx.memory(self)
        memory["steps"] = memory.get("steps", 0) + 1
        memory["clipped"] = memory.get("clipped", 0) + (size > self.limit)

    def after_epoch(self, ctx: "Context") -> None:
        memory = ctx.memory(self)
        clipped = int(memory["clipped"])
        ctx.report(self, "clipped_share", round(clipped / memory["steps"], 4))
        if not clipped and ctx.epoch == ctx.epochs:
            ctx.warn(self, "limit", f"changed nothing: no gradient was ever larger than {self.limit}")
