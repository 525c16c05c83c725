"""The multilayer perceptron."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from trainer.networks.base import Network, Recipe
from trainer.settings.base import setting

if TYPE_CHECKING:
    from trainer.networks.base import Shape

Width = Annotated[int, Field(ge=1, le=65536)]


class Mlp(Network):
    """A multilayer perceptron with ReLU; it takes tables, and pictures as rows of pixels."""

    takes: ClassVar[str] = "any"

    widths: tuple[Width, ...] = setting(
        (64, 64), "Widths of the hidden layers, first to last.", unit="units", max_length=32
    )

    def recipe(self, shape: "Shape", classes: int) -> Recipe:
        arguments = {"shape": shape, "classes": classes, "widths": self.widths}
        return Recipe("trainer.layers.mlp", "MLP", arguments)
