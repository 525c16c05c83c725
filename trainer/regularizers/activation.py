"""The activation function."""

from typing import TYPE_CHECKING, Literal

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import nn

    from trainer.regularizers.context import Context


class Activation(Regularizer, group="layers"):
    """Put one activation function in the place of the network's own (compared by Ramachandran et al. 2017).

    Smooth functions can generalize better; relu is the fastest. Weights that were trained with another function fit
    the new one badly at first. Modules and functions called in `forward` are replaced; parameters keep their names.
    """

    function: Literal["relu", "leaky_relu", "elu", "gelu", "silu", "mish", "hardswish"] = setting(
        "gelu", "The activation that is used throughout; gates of attention and squeeze blocks keep theirs."
    )

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        from trainer.layers.activations import replace_activations
        from trainer.layers.calls import tensor_methods

        modules, calls = replace_activations(model, self.function)
        ctx.report(self, "replaced", modules + calls)
        left = tensor_methods(model, {"relu", "relu_"})
        if left and self.function != "relu":
            ctx.warn(self, "function", f"left {left} calls of the form x.relu() as they are; write F.relu(x) instead")
        elif not modules + calls:
            ctx.warn(self, "function", f"replaced nothing: the network has no activation other than {self.function}")
        return model
