"""Skipping of residual branches with a generator of its own, as a function and as a hook that renames nothing."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torchvision.models import convnext, efficientnet, maxvit, mnasnet, mobilenetv2, mobilenetv3, regnet, resnet
from torchvision.models import swin_transformer as swin
from torchvision.models import vision_transformer as vit
from torchvision.ops import StochasticDepth

_ENDS: dict[type[nn.Module], tuple[str, ...]] = {
    resnet.BasicBlock: ("bn2",),
    resnet.Bottleneck: ("bn3",),
    mobilenetv2.InvertedResidual: ("conv",),
    mobilenetv3.InvertedResidual: ("block",),
    mnasnet._InvertedResidual: ("layers",),  # noqa: SLF001 - it has no other name
    efficientnet.MBConv: ("block",),
    efficientnet.FusedMBConv: ("block",),
    regnet.ResBottleneckBlock: ("f",),
    convnext.CNBlock: ("block",),
    maxvit.MBConv: ("layers",),
    maxvit.PartitionAttentionLayer: ("attn_layer", "mlp_layer"),
    swin.SwinTransformerBlock: ("attn", "mlp"),
    swin.SwinTransformerBlockV2: ("norm1", "norm2"),
    vit.EncoderBlock: ("dropout", "mlp"),
}
"""Torchvision's residual blocks, and the submodules whose output is added to what goes round them."""


def stochastic_depth(inputs: Tensor, rate: float, generator: torch.Generator) -> Tensor:
    """Set whole examples to zero with probability `rate` and scale the others by 1/(1-rate) (Huang et al. 2016)."""
    shape = (len(inputs), *[1] * (inputs.dim() - 1))
    kept = torch.rand(shape, generator=generator, device=inputs.device) >= rate
    return inputs * (kept.to(inputs.dtype) / (1 - rate))


def skip_branch(block: nn.Module, end: str, rate: float, generator: Callable[[], torch.Generator]) -> None:
    """Let the output of a branch's last module pass through stochastic depth whenever its block is in training mode.

    The block decides, as its last module may be a norm that stands still. `generator` is asked anew for each forward
    pass. The hooks are plain functions, so copies of the model keep them.
    """

    def tell(module: nn.Module, _: tuple[Tensor, ...]) -> None:
        module.get_submodule(end).skips_examples = module.training  # type: ignore[assignment]  # it is no module

    def forget(module: nn.Module, _: tuple[Tensor, ...], __: Tensor) -> None:
        module.get_submodule(end).skips_examples = False  # type: ignore[assignment]  # whoever calls the branch alone

    def hook(module: nn.Module, _: tuple[Tensor, ...], output: Tensor) -> Tensor | None:
        return stochastic_depth(output, rate, generator()) if getattr(module, "skips_examples", False) else None

    block.register_forward_pre_hook(tell)
    block.register_forward_hook(forget)
    block.get_submodule(end).register_forward_hook(hook)


def branch_ends(model: nn.Module) -> dict[str, tuple[nn.Module, str]]:
    """Return all residual branches by the names of their last modules, in the order in which the network declares them.

    Each is its block, and the name of its last module within. Known are the blocks of torchvision and timm, and modules
    that call their branch `branch`.
    """
    return {
        f"{name}.{end}".lstrip("."): (module, end) for name, module in model.named_modules() for end in _ends(module)
    }


def _ends(module: nn.Module) -> Iterator[str]:
    """Yield the names of the submodules with which a module's own residual branches end."""
    if isinstance(getattr(module, "branch", None), nn.Module):
        yield "branch"
    elif type(module).__module__.startswith("timm."):
        yield from _ends_of_timm(module)
    elif getattr(module, "use_res_connect", True) and getattr(module, "apply_residual", True):
        known = next((kind for kind in type(module).__mro__ if kind in _ENDS), None)
        yield from _ENDS[known] if known else ()


def _ends_of_timm(module: nn.Module) -> Iterator[str]:
    """Yield timm's own places for stochastic depth, which pass on what they are given unless its rate is set.

    Its ResNets have none unless a rate is set; their branches end like torchvision's.
    """
    kind = type(module)
    places = [name for name in ("drop_path", "drop_path1", "drop_path2") if hasattr(module, name)]
    if kind.__module__ == "timm.models.resnet" and places:
        yield "se" if module.se is not None else {"BasicBlock": "bn2", "Bottleneck": "bn3"}[kind.__name__]
    elif getattr(module, "has_skip", True):
        yield from (name for name in places if isinstance(getattr(module, name), nn.Module))


def switch_off(model: nn.Module) -> int:
    """Let the network's own stochastic depth skip nothing. Gives how many layers skipped something before."""
    layers = [layer for layer in model.modules() if isinstance(layer, StochasticDepth) and layer.p]
    for layer in layers:
        layer.p = 0.0
    return len(layers)
