"""Methods in the network, and the maps that they make."""

from typing import get_args
from unittest.mock import patch

import torch
from torch import Tensor, nn
from torchvision import ops

from tests.trainer.layers.test_stochastic_depth import Own
from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context, network, pictures
from trainer.regularizers.activation import Activation
from trainer.regularizers.drop_block import DropBlock
from trainer.regularizers.dropout import Dropout
from trainer.regularizers.stochastic_depth import StochasticDepth

MAPS = torch.rand(20, 8, 11, 14, generator=torch.Generator().manual_seed(0))
THEIRS = {
    "relu": nn.ReLU(),
    "leaky_relu": nn.LeakyReLU(),
    "elu": nn.ELU(),
    "gelu": nn.GELU(),
    "silu": nn.SiLU(),
    "mish": nn.Mish(),
    "hardswish": nn.Hardswish(),
}


@reference("activation", by="torch.nn.ReLU, LeakyReLU, ELU, GELU, SiLU, Mish and Hardswish")
def activation() -> tuple[list[Tensor], list[Tensor]]:
    ours, theirs = [], []
    for name in get_args(Activation.model_fields["function"].annotation):
        plain = network()
        plain[2] = plain[5] = THEIRS[name]
        ours.append(Activation(function=name).build_model(network(), context())(pictures()))
        theirs.append(plain(pictures()))
    return ours, theirs


@reference("dropout", by="torch.nn.functional.dropout, where both keep a value")
def dropout() -> tuple[Tensor, Tensor]:
    given: list[Tensor] = []
    model = Dropout(rate=0.4).build_model(network(), context())
    model[6].register_forward_pre_hook(lambda _, inputs: given.append(inputs[0]))
    model(pictures(40) + 1)
    features = network()[:6](pictures(40) + 1)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        theirs = nn.functional.dropout(features, 0.4)
    both = (given[0] != 0) & (theirs != 0)
    return given[0][both], theirs[both]


@reference("drop_block", by="torchvision.ops.drop_block2d with the same draws")
def drop_block() -> tuple[Tensor, Tensor]:
    method, ctx, given = DropBlock(rate=0.3, size=3), context(), list[Tensor]()
    model = method.build_model(nn.Sequential(nn.Conv2d(8, 8, 1), nn.Conv2d(8, 8, 1)), ctx)
    nn.init.dirac_(model[0].weight)
    nn.init.zeros_(model[0].bias)
    model[1].register_forward_pre_hook(lambda _, inputs: given.append(inputs[0]))
    model(MAPS)
    generator = ctx.generator(method, "1")
    with patch.object(
        Tensor, "bernoulli_", lambda self, p: self.copy_(torch.rand(self.shape, generator=generator) < p)
    ):
        return given[0], ops.drop_block2d(MAPS, 0.3, 3)


@reference("stochastic_depth", by="torchvision.ops.stochastic_depth in row mode with the same draws")
def stochastic_depth() -> tuple[Tensor, Tensor]:
    method, ctx = StochasticDepth(rate=0.6), context()
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Sequential(Own(), Own())
    expected = MAPS
    for i, rate in enumerate((0.3, 0.6)):
        draws = torch.rand(20, 1, 1, 1, generator=ctx.generator(method, f"{i}.branch"))
        with patch.object(Tensor, "bernoulli_", lambda self, p, draws=draws: self.copy_(draws >= 1 - p)):
            expected = expected + ops.stochastic_depth(model[i].branch(expected), rate, "row")
    return method.build_model(model, ctx)(MAPS), expected
