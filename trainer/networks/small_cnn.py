"""The small convolutional network."""

from typing import TYPE_CHECKING

from trainer.networks.base import Network, NetworkError, Recipe
from trainer.settings.base import setting

if TYPE_CHECKING:
    from trainer.networks.base import Shape


class SmallCnn(Network):
    """3×3 convolutions with batch norm and ReLU; the side halves and the width doubles from one to the next."""

    width: int = setting(32, "Width of the first convolution.", unit="channels", ge=1, le=1024)
    depth: int = setting(3, "Number of convolutions.", unit="layers", ge=1, le=8)

    def recipe(self, shape: "Shape", classes: int) -> Recipe:
        if min(shape[1:]) < 4:
            raise NetworkError(f"small_cnn takes pictures from 4×4 up, not {shape[1]}×{shape[2]}; set data.size")
        arguments = {"shape": shape, "classes": classes, "width": self.width, "depth": self.depth}
        return Recipe("trainer.layers.small_cnn", "SmallCNN", arguments)
