"""Dropout."""

from functools import partial
from typing import TYPE_CHECKING, Literal

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import nn

    from trainer.regularizers.context import Context


class Dropout(Regularizer, group="layers"):
    """Switch off a random share of what layers are given, anew for every example and step (Srivastava et al. 2014).

    Keeps units from relying on each other. Too much of it, or dropout in front of convolutions that begin well trained,
    disturbs the features that fine-tuning builds on. The network's own dropout layers are switched off: this takes
    their place. The inputs of the network itself are never dropped, and nothing is when measuring.
    """

    rate: float = setting(0.5, "Probability with which a value is switched off.", gt=0, lt=1)
    where: Literal["head", "linear", "conv", "channels"] = setting(
        "head",
        "What is dropped: the inputs of the last layer, of all linear layers, of all convolutions, "
        "or whole channels before convolutions (Tompson et al. 2015).",
    )

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        from trainer.layers.dropout import drop_inputs, switch_off

        ctx.report(self, "own_layers_off", switch_off(model))
        layers = self._layers(model, ctx)
        for name, layer in layers.items():
            drop_inputs(layer, self.rate, partial(ctx.generator, self, name), whole_channels=self.where == "channels")
        ctx.report(self, "layers", len(layers))
        if not layers:
            ctx.warn(self, "rate", f"had no layer to act on: the network has none for where = {self.where!r}")
        return model

    def _layers(self, model: "nn.Module", ctx: "Context") -> "dict[str, nn.Module]":
        from torch import nn

        from trainer.layers.finding import find_head, weighted_layers

        later = list(weighted_layers(model).items())[1:]
        if self.where == "head":
            head = find_head(model, ctx.classes)
            return {name: layer for name, layer in later if name == head}
        return {name: layer for name, layer in later if isinstance(layer, nn.Linear) == (self.where == "linear")}
