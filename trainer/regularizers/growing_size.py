"""Pictures that grow while training goes on."""

from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting
from trainer.settings.problems import SettingError

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class GrowingSize(Regularizer, group="data"):
    """Shrink pictures at first and let them grow from epoch to epoch (Howard 2018; Tan & Le 2021).

    The first epochs are faster and see only what is coarse; the last epoch always has the full size, which is also the
    one that is measured. Other methods act on the shrunk pictures, so their pixels are larger ones. Harms where
    details tell the classes apart, and where the start knows objects at one size only.
    """

    applies_to = ("images",)
    example: ClassVar = {"minimum": 4}

    smallest: float = setting(0.5, "Side in the first epoch, as a share of the full one.", gt=0, lt=1)
    over: float = setting(0.5, "Share of the epochs in which pictures are smaller than in the end.", gt=0, lt=1)
    minimum: int = setting(8, "Pictures never get a side below this by it.", unit="pixels", ge=1, le=1024)

    def before_training(self, ctx: "Context") -> None:
        from trainer.layers.growing import refusal

        channels, *full = next(ctx.training_inputs()).shape[1:]
        height, width = self._size(full[0], full[1], 1, ctx.epochs)
        ctx.report(self, "first_size", f"{height}x{width}")
        if [height, width] == full:
            short = "in a run of one epoch"
            reason = short if ctx.epochs == 1 else f"with minimum = {self.minimum} and smallest = {self.smallest}"
            ctx.warn(self, "smallest", f"changes nothing: pictures of {height}x{width} stay that large {reason}")
            return
        problem = refusal(ctx.model, (channels, height, width))
        if problem:
            raise SettingError(
                f"regularizers.growing_size.smallest: {self.smallest} makes pictures of {height}x{width}, which the "
                f"network does not take ({problem}); a larger share, or a network that takes any size, would be right"
            )

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        from trainer.layers.growing import shrink

        height, width = self._size(inputs.shape[2], inputs.shape[3], ctx.epoch, ctx.epochs)
        return inputs if (height, width) == inputs.shape[2:] else shrink(inputs, height, width)

    def _size(self, height: int, width: int, epoch: int, epochs: int) -> tuple[int, int]:
        """Return height and width in an epoch, counted from 1."""
        growing = self._growing(epochs)
        share = 1.0 if epoch > growing else self.smallest + (1 - self.smallest) * (epoch - 1) / growing
        return self._side(height, share), self._side(width, share)

    def _side(self, full: int, share: float) -> int:
        return min(full, max(self.minimum, round(full * share)))

    def _growing(self, epochs: int) -> int:
        """Return in how many epochs pictures are smaller; the last one is none of them."""
        return min(max(round(self.over * epochs), 1), epochs - 1)
