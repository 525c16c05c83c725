"""The base of every network."""

from typing import TYPE_CHECKING, ClassVar

from trainer.settings.base import setting
from trainer.settings.component import Component

if TYPE_CHECKING:
    from torch import Tensor, nn


class Network(Component, family="network"):
    """A network that a configuration chooses by `network.name`."""

    takes: ClassVar[str] = "images"
    """The kind of data that it takes: `images`, `features` or `any`."""
    channels: ClassVar[int | None] = None
    """The number of channels that its weights want, or None where any will do."""

    start: str = setting(
        "none",
        "Weights to begin with: none, pretrained, file:PATH, run:NAME, or variant:NAME (the same experiment's, same seed).",
        pattern=r"^(none|pretrained|file:.+|run:.+|variant:.+)$",
    )

    def build(self, shape: tuple[int, ...], classes: int) -> "nn.Module":
        """Return the module, freshly initialized, for inputs of `shape` (C, H, W) or (F,). It gives logits (N×classes)."""
        raise NotImplementedError

    def pretrained(self) -> "dict[str, Tensor]":
        """Return published weights by parameter name (downloaded to a cache), or raise a `NoWeights` that says why."""
        raise NoWeights(f"network {self.component_name!r} has no published weights; use another start")

    def mean_and_deviation(self) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
        """Return the normalization that its published weights were trained with, a channel each, or None."""
        return None

    def source_code(self) -> dict[str, str] | None:
        """Return the files (name → text) that an export needs beside torch and torchvision to build the network."""
        return {}


class NoWeights(Exception):  # noqa: N818 - says what there is not
    """Published weights are not to be had; the message says what to do."""
