"""A middle between the start and the trained weights."""

from copy import deepcopy
from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor, nn

    from trainer.regularizers.context import Context

ZEROS = "the start's weights would take the place of the zeros"


class WeightInterpolation(Regularizer, group="averaging"):
    """Measure and keep weights on the line from the start to the trained ones (WiSE-FT, Wortsman et al. 2022).

    Wins back much of what the start knew, for little of what was learned. Parameters that the start did not provide (a
    new head) keep their trained values, so the features below them must not move far. Training itself is not changed.
    """

    after = ("ema", "swa")
    needs_start = True
    excludes: ClassVar = {
        "gradual_pruning": ZEROS,
        "lora": "adapters have no start to go back to; a smaller alpha does the same",
        "pruning": ZEROS,
    }

    share: float = setting(
        0.5, "How far along the line: towards 0 it is the start, towards 1 the trained weights.", gt=0, lt=1
    )

    def before_training(self, ctx: "Context") -> None:
        between = sum(value.numel() for value in self._shared(ctx.model, ctx).values())
        ctx.report(self, "interpolated", between)
        if not between:
            ctx.warn(self, "share", "had nothing to act on: the network begins with no weights of a start")

    def evaluated_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        from trainer.layers import many

        if ctx.start_model is None:
            return model
        copy = deepcopy(model)
        trained, start = self._shared(copy, ctx), _floats(ctx.start_model)
        many.move_towards(list(trained.values()), [start[name] for name in trained], 1 - self.share)
        return copy

    def _shared(self, model: "nn.Module", ctx: "Context") -> "dict[str, Tensor]":
        """Return the parameters and buffers of a network that the start provided, by name."""
        start = {} if ctx.start_model is None else _floats(ctx.start_model)
        return {
            name: value
            for name, value in _floats(model).items()
            if name in start and name not in ctx.new_parameters and value.shape == start[name].shape
        }


def _floats(model: "nn.Module") -> "dict[str, Tensor]":
    """Return the parameters and buffers that have values between any two, by name."""
    named = dict(model.named_parameters()) | dict(model.named_buffers())
    return {name: value for name, value in named.items() if value.is_floating_point()}
