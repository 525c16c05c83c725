"""The base of every network."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from trainer.settings.component import Component
from trainer.settings.references import pattern, weights_setting

if TYPE_CHECKING:
    from torch import Tensor, nn

    Shape = tuple[int, ...]


class NoWeights(Exception):  # noqa: N818 - says what there is not
    """Published weights are not to be had; the message says what to do."""


class NetworkError(Exception):
    """A network cannot be built for the data; one sentence says why and what would be right.

    `place` is the dotted path of the setting that it is about.
    """

    def __init__(self, text: str, place: str = "network.name") -> None:
        super().__init__(text)
        self.place, self.text = place, text.removeprefix(f"{place}: ")


@dataclass(frozen=True)
class Recipe:
    """A call that builds a network; an export writes it down, so what is built here and there cannot differ."""

    module: str
    """Where the function lies: in torchvision, or in `trainer.layers`, whose file an export takes along."""
    function: str
    arguments: dict[str, Any]
    """Plain values, by name."""

    def follow(self) -> "nn.Module":
        """Return the module."""
        module: nn.Module = getattr(import_module(self.module), self.function)(**self.arguments)
        return module


class Network(Component, family="network"):
    """A network that a configuration chooses by `network.name`. A subclass gives a `recipe`, or overrides `build`."""

    takes: ClassVar[str] = "images"
    """The kind of data that it takes: `images`, `features` or `any`."""
    channels: ClassVar[int | None] = None
    """The number of channels that it wants, or None where any will do. Grey pictures are repeated to three."""

    start: str = weights_setting(
        "none",
        "Weights to begin with: none, pretrained, file:PATH, run:NAME, or variant:NAME (same experiment, same seed).",
        pattern=pattern("none", "pretrained", "file:", "run:", "variant:"),
    )

    def check(self, shape: "Shape | None") -> None:
        """Raise `NetworkError` where a look without torch shows that the network cannot be built.

        `shape` is that of the inputs, where it is known. It is asked before runs are queued.
        """
        if self.start == "pretrained" and type(self).pretrained is Network.pretrained:
            raise NetworkError(str(self._without_weights()), "network.start")
        if shape is not None:
            self.recipe(shape, 2)

    def recipe(self, shape: "Shape", classes: int) -> Recipe | None:  # noqa: ARG002 - for subclasses
        """Return the call that builds the network for inputs of `shape` (C, H, W) or (F,); None where `build` does.

        It imports no torch, and raises a `NetworkError` where the network does not take the shape.
        """
        return None

    def build(self, shape: "Shape", classes: int) -> "nn.Module":
        """Return the module, freshly initialized; it gives logits (N×classes). Raises `NetworkError`."""
        recipe = self.recipe(shape, classes)
        if recipe is None:
            raise NotImplementedError(f"{type(self).__name__} has neither a recipe nor a build method")
        return recipe.follow()

    def pretrained(self, shape: "Shape") -> "dict[str, Tensor]":  # noqa: ARG002 - for subclasses
        """Return published weights by parameter name (downloaded to a cache), or raise a `NoWeights` that says why."""
        raise self._without_weights()

    def _without_weights(self) -> NoWeights:
        return NoWeights(f"network {self.label!r} has no published weights; use another start")

    def mean_and_deviation(self) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
        """Return the normalization that its published weights were trained with, a channel each, or None."""
        return None

    @property
    def label(self) -> str:
        """The name that a configuration gives it."""
        return str(getattr(self, "name", self.component_name))
