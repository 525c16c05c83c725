"""What a forward pass in training gives beside logits: auxiliary heads, and the features that some penalties want."""

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor, nn

from trainer.layers.finding import find_head
from trainer.settings.problems import SettingError

AUXILIARY_WEIGHTS = {"GoogLeNetOutputs": 0.3, "InceptionOutputs": 0.4}
"""How much the loss of each auxiliary head counts (Szegedy et al. 2015; Inception as in torchvision's own training)."""


def heads(output: Any) -> tuple[Tensor, Sequence[Tensor], float]:
    """Return the logits, those of the auxiliary heads, and the weight of each auxiliary loss."""
    if isinstance(output, Tensor):
        return output, (), 0.0
    logits, *auxiliary = output
    return logits, [head for head in auxiliary if head is not None], AUXILIARY_WEIGHTS.get(type(output).__name__, 0.3)


class Features:
    """Keeps the input of the head, the layer that gives the logits, from each forward pass; None before the first.

    Those of passes in training, unless `measuring`: then those in evaluation mode.
    """

    def __init__(self, model: nn.Module, classes: int, *, measuring: bool = False) -> None:
        self.value: Tensor | None = None
        self.measuring = measuring
        name = find_head(model, classes)
        if name is None:
            raise SettingError(
                "a method asks for features, the input of the last linear layer, but the network has none"
            )
        self.head = name
        model.get_submodule(name).register_forward_pre_hook(self._hook())

    def _hook(self) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def keep(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            if module.training is not self.measuring:
                self.value = inputs[0]

        return keep
