"""Torchvision's classifiers."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from trainer.data.downloads import failures, limited_waiting, reason
from trainer.networks.base import Network, NetworkError, NoWeights, Recipe
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.networks.base import Shape

_NAMES = """
    alexnet convnext_base convnext_large convnext_small convnext_tiny densenet121 densenet161 densenet169 densenet201
    efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6
    efficientnet_b7 efficientnet_v2_l efficientnet_v2_m efficientnet_v2_s googlenet inception_v3 maxvit_t mnasnet0_5
    mnasnet0_75 mnasnet1_0 mnasnet1_3 mobilenet_v2 mobilenet_v3_large mobilenet_v3_small regnet_x_16gf regnet_x_1_6gf
    regnet_x_32gf regnet_x_3_2gf regnet_x_400mf regnet_x_800mf regnet_x_8gf regnet_y_128gf regnet_y_16gf regnet_y_1_6gf
    regnet_y_32gf regnet_y_3_2gf regnet_y_400mf regnet_y_800mf regnet_y_8gf resnet101 resnet152 resnet18 resnet34
    resnet50 resnext101_32x8d resnext101_64x4d resnext50_32x4d shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5
    shufflenet_v2_x2_0 squeezenet1_0 squeezenet1_1 swin_b swin_s swin_t swin_v2_b swin_v2_s swin_v2_t vgg11 vgg11_bn
    vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn vit_b_16 vit_b_32 vit_h_14 vit_l_16 vit_l_32 wide_resnet101_2
    wide_resnet50_2
"""
NAMES = tuple(_NAMES.split())
SMALLEST = {
    "alexnet": 63,
    "convnext": 32,
    "densenet": 29,
    "googlenet": 15,
    "inception_v3": 75,
    "squeezenet1_0": 21,
    "squeezenet1_1": 17,
    "swin": 4,
    "vgg": 32,
}
"""The smallest side that a family takes, by how its names begin; the others take any."""
STEPS = {"vit_h_14": 14, "vit_b_16": 16, "vit_l_16": 16, "vit_b_32": 32, "vit_l_32": 32, "maxvit_t": 224}
"""Networks that cut pictures into patches or windows: the side must be a multiple of this."""
INCEPTION_AUXILIARY = 299
"""The smallest side that Inception's auxiliary head takes; below it, the network is built without."""


class TorchvisionClassifier(Network, names=NAMES):
    """A classifier of torchvision, with the head that the classes need and, where it has them, its auxiliary heads.

    `start = "pretrained"` takes torchvision's default weights for it.
    """

    channels: ClassVar[int | None] = 3

    name: str = setting("resnet18", "Which one, by its name in torchvision.models.")

    def recipe(self, shape: "Shape", classes: int) -> Recipe:
        _, height, width = shape
        self._require_size(height, width)
        arguments = {"num_classes": classes} | self._arguments(height, width)
        return Recipe("torchvision.models", self.name, arguments)

    def _arguments(self, height: int, width: int) -> dict[str, Any]:
        if self.name == "googlenet":
            return {"aux_logits": True, "init_weights": True}
        if self.name == "inception_v3":
            return {"aux_logits": min(height, width) >= INCEPTION_AUXILIARY, "init_weights": True}
        if self.name == "maxvit_t":
            return {"input_size": (height, width)}
        return {"image_size": height} if self.name.startswith("vit_") else {}

    def _require_size(self, height: int, width: int) -> None:
        wanted = self._wanted_size(height, width)
        if wanted:
            raise NetworkError(f"{self.name} takes {wanted}, not {height}×{width}; set data.size")

    def _wanted_size(self, height: int, width: int) -> str:
        """Return what pictures the network takes, or nothing where these fit."""
        step = STEPS.get(self.name)
        if step:
            fits = height == width and height % step == 0
            return "" if fits else f"square pictures whose side is a multiple of {step}"
        smallest = next((side for family, side in SMALLEST.items() if self.name.startswith(family)), 1)
        return "" if min(height, width) >= smallest else f"pictures from {smallest}×{smallest} up"

    def pretrained(self, shape: "Shape") -> "dict[str, Tensor]":
        from torchvision.models import get_model, get_model_weights

        weights = get_model_weights(self.name).DEFAULT
        self._download(weights)
        state: dict[str, Tensor] = get_model(self.name, weights=weights, progress=False).state_dict()
        return _at_size(state, shape[1], STEPS[self.name]) if self.name.startswith("vit_") else state

    def _download(self, weights: Any) -> None:
        """Have the weights in torch's cache, and make sure that reading them runs no code."""
        from pickle import UnpicklingError

        from torch import hub

        folder = Path(hub.get_dir(), "checkpoints")
        file = folder / weights.url.rpartition("/")[2]
        there = file.exists()
        try:
            with limited_waiting():
                weights.get_state_dict(progress=False, check_hash=True, weights_only=True)
        except failures(UnpicklingError, EOFError) as error:
            if there:
                raise NoWeights(f"{file}: is no whole file of weights; remove it, and it is downloaded anew") from error
            raise NoWeights(
                f"network.start: the weights of {self.name} cannot be downloaded ({reason(error)}); "
                f"fetch {weights.url} elsewhere and put it into {folder}"
            ) from error

    def mean_and_deviation(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        if self.name in ("googlenet", "inception_v3"):
            # Torchvision undoes ImageNet's normalization inside these two (transform_input) and applies this one.
            return (0.5,) * 3, (0.5,) * 3
        from torchvision.models import get_model_weights

        transforms = get_model_weights(self.name).DEFAULT.transforms()
        return tuple(transforms.mean), tuple(transforms.std)


def _at_size(state: "dict[str, Tensor]", side: int, patch: int) -> "dict[str, Tensor]":
    """Return a vision transformer's weights with the embeddings of positions interpolated to another size."""
    from torchvision.models.vision_transformer import interpolate_embeddings

    return dict(interpolate_embeddings(side, patch, state))
