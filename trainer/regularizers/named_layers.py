"""Methods that act on layers whose names fit a pattern."""

from typing import TYPE_CHECKING, Any

from trainer.settings.base import setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import nn

    from trainer.regularizers.base import Regularizer
    from trainer.regularizers.context import Context

MOST_NAMED = 8
"""Names that a warning gives."""


def layers_setting(what: str) -> Any:
    """Declare the setting `layers`: names of the layers that `what` is done to, all by default."""
    return setting(("*",), f"Names of the layers that {what}; * stands for anything, as in features.*.", min_length=1)


def named_weights(method: "Regularizer", patterns: tuple[str, ...], model: "nn.Module", ctx: "Context") -> list[str]:
    """Return the names of the weights of these layers; how many there are is reported, none is a warning."""
    from trainer.layers.finding import weighted_layers

    names = [f"{name}.weight" for name in weighted_layers(model, patterns)]
    ctx.report(method, "layers", len(names))
    if not names:
        told = f"no linear or convolution layer has a name like {', '.join(patterns)}"
        ctx.warn(method, "layers", f"{told}; there {called(list(weighted_layers(model)))}")
    return names


def called(names: "Sequence[str]") -> str:
    """Return `are conv1, conv2, …, fc`: what may be named, the first few and the last."""
    shown = names if len(names) <= MOST_NAMED else [*names[: MOST_NAMED - 1], "…", names[-1]]
    return f"{'is' if len(names) == 1 else 'are'} {', '.join(shown) or 'none'}"
