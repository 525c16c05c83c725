from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import nn

from tests.trainer.regularizers.scene import context, network
from trainer.regularizers.base import Regularizer
from trainer.regularizers.context import Context
from trainer.regularizers.learning_rates import DiscriminativeRates, HeadRate, LayerwiseDecay
from trainer.regularizers.weight_decay import WeightDecay

if TYPE_CHECKING:
    from trainer.regularizers.base import ParamGroups


def one_group(model: nn.Module, lr: float = 0.1) -> "ParamGroups":
    named = dict(model.named_parameters())
    return [{"params": list(named.values()), "names": list(named), "lr": lr}]


def rates(method: Regularizer, model: nn.Module | None = None, **state: Any) -> tuple[dict[str, float], Context]:
    """Return the learning rate of each parameter, and the context."""
    ctx = context(model or network(), **state)
    groups = method.param_groups(one_group(ctx.model), ctx)
    assert all(p is ctx.model.get_parameter(n) for g in groups for p, n in zip(g["params"], g["names"], strict=True))
    assert sum(len(group["params"]) for group in groups) == len(list(ctx.model.parameters()))
    return {name: group["lr"] for group in groups for name in group["names"]}, ctx


def by_layer(found: dict[str, float]) -> dict[str, float]:
    return {name[0]: rate for name, rate in found.items()}


def test_each_layer_learns_more_slowly_than_the_one_above() -> None:
    found, ctx = rates(LayerwiseDecay(decay=0.5))
    assert by_layer(found) == pytest.approx({"6": 0.1, "4": 0.05, "1": 0.025, "0": 0.025})
    assert ctx.effects == {"layerwise_decay.lowest_factor": 0.25}
    assert not ctx.warnings


def test_attention_counts_and_a_norm_learns_as_the_layer_before_it() -> None:
    model = nn.Sequential(nn.MultiheadAttention(4, 2), nn.LayerNorm(4), nn.Linear(4, 4), nn.Linear(4, 3))
    found, _ = rates(LayerwiseDecay(decay=0.1), model)
    assert found["2.weight"] == pytest.approx(0.01)
    assert found["1.weight"] == found["0.out_proj.weight"] == pytest.approx(0.001)
    assert found["0.in_proj_weight"] <= found["0.out_proj.weight"]


def test_the_rate_is_divided_from_stage_to_stage() -> None:
    found, ctx = rates(DiscriminativeRates(stages=3))
    assert by_layer(found) == pytest.approx({"6": 0.1, "4": 0.1 / 2.6, "1": 0.1 / 2.6**2, "0": 0.1 / 2.6**2})
    assert not ctx.warnings
    coarse, _ = rates(DiscriminativeRates(stages=2, factor=10))
    assert by_layer(coarse) == pytest.approx({"6": 0.1, "4": 0.01, "1": 0.01, "0": 0.01})


def test_the_head_and_new_parameters_have_a_rate_of_their_own() -> None:
    found, ctx = rates(HeadRate(factor=5), new_parameters=frozenset({"0.weight", "6.weight"}))
    fast = {name for name, rate in found.items() if rate == pytest.approx(0.5)}
    assert fast == {"0.weight", "6.weight", "6.bias"}
    assert {rate for name, rate in found.items() if name not in fast} == {0.1}
    assert ctx.effects == {"head_rate.parameters": 36 + 27}
    assert not ctx.warnings


def test_rates_multiply_and_what_other_methods_put_into_groups_stays() -> None:
    ctx = context(network())
    groups = one_group(ctx.model)
    for method in (WeightDecay(), HeadRate(factor=10), LayerwiseDecay(decay=0.5)):
        groups = method.param_groups(groups, ctx)
    found = {name: (group["lr"], "decay" in group) for group in groups for name in group["names"]}
    assert found["6.weight"] == (pytest.approx(1.0), True)
    assert found["6.bias"] == (pytest.approx(1.0), False)
    assert found["0.weight"] == (pytest.approx(0.025), True)


def test_a_step_moves_each_layer_by_its_rate() -> None:
    ctx = context(network())
    before = {name: parameter.detach().clone() for name, parameter in ctx.model.named_parameters()}
    groups = LayerwiseDecay(decay=0.5).param_groups(one_group(ctx.model), ctx)
    for parameter in ctx.model.parameters():
        parameter.grad = torch.ones_like(parameter)
    torch.optim.SGD(groups).step()
    moved = {name: (before[name] - p.detach()).mean().item() for name, p in ctx.model.named_parameters()}
    assert by_layer(moved) == pytest.approx({"6": 0.1, "4": 0.05, "1": 0.025, "0": 0.025}, rel=1e-4)


@pytest.mark.parametrize(
    ("method", "text"),
    [
        (LayerwiseDecay(), "changed nothing: the network has no layer below its head"),
        (DiscriminativeRates(), "changed nothing: the network cannot be cut below its head"),
        (HeadRate(), "acts on the whole network, as optimizer.lr would"),
    ],
    ids=["layerwise_decay", "discriminative_rates", "head_rate"],
)
@pytest.mark.parametrize("model", [nn.Sequential(nn.Linear(4, 3)), nn.LayerNorm(4)], ids=["head", "no head"])
def test_a_network_that_cannot_be_cut_is_a_warning(method: Regularizer, text: str, model: nn.Module) -> None:
    _, ctx = rates(method, model)
    assert [told for _, told in ctx.warnings] == [text]


def test_a_factor_of_one_is_a_warning() -> None:
    found, ctx = rates(HeadRate(factor=1))
    assert set(found.values()) == {0.1}
    assert ctx.warnings == [("regularizers.head_rate.factor", "changes nothing, as it is 1")]


def test_from_scratch_the_head_alone_has_its_rate() -> None:
    found, ctx = rates(HeadRate(), new_parameters=frozenset(name for name, _ in network().named_parameters()))
    assert {name for name, rate in found.items() if rate == pytest.approx(1.0)} == {"6.weight", "6.bias"}
    assert "starts from scratch" in ctx.warnings[0][1]


def test_the_two_ways_of_lowering_rates_exclude_each_other() -> None:
    assert LayerwiseDecay.excludes["discriminative_rates"] == DiscriminativeRates.excludes["layerwise_decay"]
