"""Weight decay."""

from typing import TYPE_CHECKING, Any, Literal

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from trainer.regularizers.base import ParamGroups
    from trainer.regularizers.context import Context


class WeightDecay(Regularizer, group="weights"):
    """Pull weights towards zero at every step (Krogh & Hertz 1992; decoupled: Loshchilov & Hutter 2019).

    Keeps weights small, hence the function smooth. In fine-tuning it also pulls away from the start. Either mode does
    the same with every optimizer: plain Adam's decay is `l2`, AdamW's `decoupled`; for SGD without momentum they agree.
    """

    amount: float = setting(
        0.01, "Strength of the pull; in mode decoupled it is multiplied by the learning rate.", gt=0, le=10
    )
    mode: Literal["l2", "decoupled"] = setting(
        "decoupled",
        "l2 adds the pull to the gradient, as a penalty amount/2*|w|^2 in the loss would; decoupled shrinks the "
        "weights themselves, past the optimizer.",
    )
    spare_norms_and_biases: bool = setting(
        default=True, description="Leave biases and the scales and shifts of norms alone; only weights decay."
    )

    def param_groups(self, groups: "ParamGroups", ctx: "Context") -> "ParamGroups":
        decayed = [{**_part(group, self._decays), "decay": self.amount} for group in groups]
        spared = [_part(group, lambda parameter: not self._decays(parameter)) for group in groups]
        ctx.report(self, "decayed", _count(decayed))
        ctx.report(self, "spared", _count(spared))
        if not _count(decayed):
            ctx.warn(self, "amount", "had nothing to act on: every parameter is spared")
        return [group for group in [*decayed, *spared] if group["params"]]

    def transform_gradients(self, ctx: "Context") -> None:
        from trainer.layers import many

        for group in ctx.optimizer.param_groups:
            parameters = [p for p in group["params"] if p.grad is not None] if "decay" in group else []
            if self.mode == "l2":
                many.add([p.grad for p in parameters], parameters, self.amount)
            else:
                many.scale(parameters, 1 - group["lr"] * self.amount)

    def _decays(self, parameter: "Tensor") -> bool:
        return parameter.dim() > 1 or not self.spare_norms_and_biases


def _part(group: dict[str, Any], wanted: "Callable[[Tensor], bool]") -> dict[str, Any]:
    """Return a parameter group with those parameters only that are wanted."""
    pairs = [(p, name) for p, name in zip(group["params"], group["names"], strict=True) if wanted(p)]
    return {**group, "params": [p for p, _ in pairs], "names": [name for _, name in pairs]}


def _count(groups: "ParamGroups") -> int:
    return sum(p.numel() for group in groups for p in group["params"])
