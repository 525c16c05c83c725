"""Which parameters move, and how fast. Of the small network: 0 is a convolution, 1 its norm, 4 linear, 6 the head."""

import warnings

import torch
from torch import Tensor
from torchvision.ops import FrozenBatchNorm2d

from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context, network
from trainer.regularizers.base import Regularizer
from trainer.regularizers.context import Context
from trainer.regularizers.freezing import FreezeNorms, GradualUnfreezing
from trainer.regularizers.learning_rates import DiscriminativeRates, HeadRate, LayerwiseDecay
from trainer.regularizers.partial_training import BiasOnly, Freezing, LinearProbing

LAYERS = "0", "0", "1", "1", "4", "4", "6", "6"
"""Where each parameter lies, a weight and a bias of each layer."""


@reference("freezing", by="worked by hand (Yosinski et al. 2014: the first layers are frozen, those above them train)")
def freezing() -> tuple[list[Tensor], list[Tensor]]:
    ours = [_moving(Freezing(up_to=name)) for name in ("head", "1")]
    return ours, [_layers("6"), _layers("46")]


@reference("linear_probing", by="worked by hand (Kumar et al. 2022: first the head alone, then everything)")
def linear_probing() -> tuple[list[Tensor], list[Tensor]]:
    ours = [_moving(LinearProbing(epochs=2), epoch) for epoch in (1, 2, 3)]
    return ours, [_layers("6"), _layers("6"), _layers("0146")]


@reference("gradual_unfreezing", by="worked by hand (Howard & Ruder 2018, section 3.3: one more from the top down)")
def gradual_unfreezing() -> tuple[list[Tensor], list[Tensor]]:
    ours = [_moving(GradualUnfreezing(stages=3), epoch) for epoch in (1, 2, 3)]
    return ours, [_layers("6"), _layers("46"), _layers("0146")]


@reference("bias_only", by="peft.LoraConfig(bias='all'), without its adapters")
def bias_only() -> tuple[Tensor, Tensor]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import peft

        config = peft.LoraConfig(bias="all", target_modules=["4"], modules_to_save=["6"])
        theirs = peft.get_peft_model(network(), config)
    free = {name for name, value in theirs.named_parameters() if value.requires_grad and "lora_" not in name}
    plain = {name.replace(".base_layer", "").replace(".modules_to_save.default", "") for name in free}
    expected = [f"base_model.model.{name}" in plain for name, _ in network().named_parameters()]
    return _moving(BiasOnly()), torch.tensor(expected).int()


@reference("freeze_norms", by="torchvision.ops.FrozenBatchNorm2d")
def freeze_norms() -> tuple[list[Tensor], list[Tensor]]:
    ctx, maps = _begun(FreezeNorms()), torch.rand(9, 4, 5, 5, generator=torch.Generator().manual_seed(0))
    theirs = FrozenBatchNorm2d(4)
    for i, value in enumerate(ctx.model[1].state_dict().values()):
        value.copy_(torch.linspace(0.5, 2, 4) + i if value.dim() else value)
    theirs.load_state_dict(ctx.model[1].state_dict())
    moves = torch.tensor([value.requires_grad for value in ctx.model[1].parameters()]).int()
    return [ctx.model[1](maps), ctx.model[1](maps), moves], [theirs(maps), theirs(maps), torch.zeros(2)]


@reference("layerwise_decay", by="worked by hand (Bao et al. 2022: decay^k at the k-th layer below the head)")
def layerwise_decay() -> tuple[Tensor, Tensor]:
    return _rates(LayerwiseDecay(decay=0.5)), _by_layer({"6": 0.1, "4": 0.05, "1": 0.025, "0": 0.025})


@reference(
    "discriminative_rates", by="worked by hand (Howard & Ruder 2018, section 3.2: each rate is the next over 2.6)"
)
def discriminative_rates() -> tuple[Tensor, Tensor]:
    expected = {"6": 0.1, "4": 0.1 / 2.6, "1": 0.1 / 6.76, "0": 0.1 / 6.76}
    return _rates(DiscriminativeRates(factor=2.6, stages=3)), _by_layer(expected)


@reference("head_rate", by="worked by hand (Long et al. 2015: ten times the rate for what is new)")
def head_rate() -> tuple[Tensor, Tensor]:
    return _rates(HeadRate(factor=10)), _by_layer({"6": 1.0, "4": 0.1, "1": 0.1, "0": 0.1})


def _begun(method: Regularizer, epoch: int = 1) -> Context:
    """Return a context whose network the method has built, at the start of an epoch."""
    ctx = context(network(), epoch=epoch)
    ctx.model = method.build_model(ctx.model, ctx).train()
    method.before_epoch(ctx)
    return ctx


def _moving(method: Regularizer, epoch: int = 1) -> Tensor:
    """Return for each parameter 1 if it may move in an epoch, else 0."""
    return torch.tensor([value.requires_grad for value in _begun(method, epoch).model.parameters()]).int()


def _layers(free: str) -> Tensor:
    return torch.tensor([layer in free for layer in LAYERS]).int()


def _rates(method: Regularizer) -> Tensor:
    """Return the share of a gradient of ones by which a step of SGD at 0.1 moves each parameter."""
    ctx = context(network())
    named = dict(ctx.model.named_parameters())
    groups = method.param_groups([{"params": list(named.values()), "names": list(named), "lr": 0.1}], ctx)
    for value in named.values():
        value.data.zero_()
        value.grad = torch.ones_like(value)
    torch.optim.SGD(groups).step()
    return torch.stack([-value.detach().mean() for value in named.values()])


def _by_layer(rates: dict[str, float]) -> Tensor:
    return torch.tensor([rates[layer] for layer in LAYERS])
