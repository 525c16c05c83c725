"""DropBlock with a generator of its own, as a function and as a hook that adds no module and renames nothing."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import max_pool2d, pad
from torchvision.ops import SqueezeExcitation

from trainer.layers.finding import weighted_layers


def drop_block(maps: Tensor, rate: float, size: int, generator: torch.Generator) -> Tensor:
    """Set squares of `size` by `size` to zero in each map of (N, C, H, W), about a share `rate` of all values.

    The rest is scaled to what the sum would be (Ghiasi et al. 2018). Squares lie within the map, at most as large as
    it is, and may overlap, so slightly less than `rate` is dropped.
    """
    height, width = maps.shape[2:]
    size = min(size, height, width)
    corners = (*maps.shape[:2], height - size + 1, width - size + 1)
    density = rate * height * width / (size**2 * corners[2] * corners[3])
    begins = torch.rand(corners, generator=generator, device=maps.device) < density
    # In float32 throughout: in half precision the number of all values would be infinite.
    kept = 1 - max_pool2d(pad(begins.float(), [size - 1] * 4), size, stride=1)
    return maps * (kept * (kept.numel() / (kept.sum() + 1e-6))).to(maps.dtype)


def drop_blocks_of_inputs(layer: nn.Module, rate: float, size: int, generator: Callable[[], torch.Generator]) -> None:
    """Let a layer's input, maps (N, C, H, W), pass through DropBlock whenever the layer is in training mode.

    `generator` is asked anew for each forward pass. The hook is a plain function, so copies of the model keep it.
    """

    def hook(module: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...] | None:
        return (drop_block(inputs[0], rate, size, generator()), *inputs[1:]) if module.training else None

    layer.register_forward_pre_hook(hook)


def convolutions_of_maps(model: nn.Module) -> dict[str, nn.Conv2d]:
    """Return the convolutions by name, without those of squeeze blocks: these see one value of each map."""
    squeezes = tuple(f"{name}." for name, module in model.named_modules() if isinstance(module, SqueezeExcitation))
    return {
        name: layer
        for name, layer in weighted_layers(model).items()
        if isinstance(layer, nn.Conv2d) and not name.startswith(squeezes)
    }
