"""DropBlock."""

from functools import partial
from typing import TYPE_CHECKING, Literal

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import nn

    from trainer.regularizers.context import Context


class DropBlock(Regularizer, group="layers"):
    """Switch off whole squares of the maps before convolutions, anew for every example and step (Ghiasi et al. 2018).

    Neighbours in a map say the same, so dropout of single values hides little from a convolution; a square hides what
    is there. Too much of it disturbs the features that fine-tuning builds on. The inputs of the network itself are
    never dropped, and nothing is when measuring.
    """

    applies_to = ("images",)

    rate: float = setting(0.1, "Share of the values that is switched off, about.", gt=0, lt=1)
    size: int = setting(7, "Side of the squares; never more than the map's own side.", unit="values", ge=1, le=128)
    where: Literal["late", "all"] = setting(
        "late",
        "Before which convolutions: those of the network's second half, as in the paper, or all but the first.",
    )

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        from trainer.layers.drop_block import drop_blocks_of_inputs

        layers = self._layers(model)
        for name, layer in layers.items():
            drop_blocks_of_inputs(layer, self.rate, self.size, partial(ctx.generator, self, name))
        ctx.report(self, "layers", len(layers))
        if not layers:
            ctx.warn(self, "rate", "had no layer to act on: the network has no convolution of maps after its first")
        return model

    def _layers(self, model: "nn.Module") -> "dict[str, nn.Module]":
        from trainer.layers.drop_block import convolutions_of_maps

        maps = list(convolutions_of_maps(model).items())
        return dict(maps[max(1, len(maps) // 2) if self.where == "late" else 1 :])
