"""Sharpness-aware minimization."""

from contextlib import contextmanager
from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainer.regularizers.context import Context


class SAM(Regularizer, group="gradients"):
    """Step by the gradient at the worst point nearby instead of at the weights themselves (SAM, Foret et al. 2021).

    Finds flat minima, which generalize better, at twice the time of a step. Batch-norm statistics come from the first
    pass alone.
    """

    usual_cost = 2.1

    radius: float = setting(0.05, "How far away the worst point is looked for.", gt=0, le=10)
    adaptive: bool = setting(
        default=False,
        description="Measure the distance relative to each weight's size (Kwon et al. 2021); "
        "it wants a larger radius, 0.5 or so.",
    )

    @contextmanager
    def around_gradients(self, ctx: "Context") -> "Iterator[None]":
        from trainer.layers.sharpness import ascent, moved, statistics_kept, with_gradients

        parameters = with_gradients(ctx.model)
        steps = ascent(parameters, self.radius, adaptive=self.adaptive)
        with moved(parameters, steps), statistics_kept(ctx.model):
            yield
