from typing import Any, Literal

import pytest
import torch
from torch import nn

from tests.trainer.regularizers.scene import context, network, pictures
from trainer.regularizers.context import Context
from trainer.regularizers.weight_decay import WeightDecay

OPTIMIZERS: dict[str, tuple[type[torch.optim.Optimizer], dict[str, Any]]] = {
    "sgd": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "adam": (torch.optim.Adam, {"lr": 0.01}),
    "adamw": (torch.optim.AdamW, {"lr": 0.01}),
}


def prepared(method: WeightDecay, model: nn.Module, optimizer: str) -> Context:
    ctx = context(model)
    named = dict(model.named_parameters())
    groups = method.param_groups([{"params": list(named.values()), "names": list(named)}], ctx)
    kind, options = OPTIMIZERS[optimizer]
    ctx.optimizer = kind(groups, weight_decay=0.0, **options)
    return ctx


def train(
    model: nn.Module, optimizer: torch.optim.Optimizer, method: WeightDecay | None = None, ctx: Any = None
) -> None:
    for _ in range(3):
        optimizer.zero_grad()
        model(pictures()).square().mean().backward()
        if method:
            method.transform_gradients(ctx)
        optimizer.step()


@pytest.mark.parametrize(
    ("optimizer", "mode"), [("sgd", "l2"), ("adam", "l2"), ("adamw", "decoupled")], ids=lambda value: value
)
def test_it_is_torchs_own_weight_decay(optimizer: str, mode: Literal["l2", "decoupled"]) -> None:
    ours, reference = network(), network()
    method = WeightDecay(amount=0.3, mode=mode, spare_norms_and_biases=False)
    ctx = prepared(method, ours, optimizer)
    train(ours, ctx.optimizer, method, ctx)
    kind, options = OPTIMIZERS[optimizer]
    train(reference, kind(reference.parameters(), weight_decay=0.3, **options))
    for mine, theirs in zip(ours.parameters(), reference.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_l2_is_the_gradient_of_a_penalty_in_the_loss(optimizer: str) -> None:
    model = network()
    method = WeightDecay(amount=0.2, mode="l2", spare_norms_and_biases=False)
    ctx = prepared(method, model, optimizer)
    model(pictures()).square().mean().backward()
    method.transform_gradients(ctx)
    twin = network()
    penalty = sum(parameter.square().sum() for parameter in twin.parameters())
    (twin(pictures()).square().mean() + 0.1 * penalty).backward()
    for mine, theirs in zip(model.parameters(), twin.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, theirs.grad)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_decoupled_shrinks_the_weights_by_rate_times_amount(optimizer: str) -> None:
    model = nn.Linear(2, 1)
    model.weight.data.fill_(2.0)
    ctx = prepared(method := WeightDecay(amount=0.5), model, optimizer)
    ctx.optimizer.param_groups[0]["lr"] = 0.1
    model.weight.grad = torch.zeros(1, 2)
    method.transform_gradients(ctx)
    assert model.weight.tolist() == [pytest.approx([1.9, 1.9])]
    assert model.weight.grad.tolist() == [[0, 0]]


def test_norms_and_biases_are_spared_unless_they_are_not() -> None:
    model = network()
    ctx = prepared(WeightDecay(), model, "sgd")
    matrices = sum(p.numel() for p in model.parameters() if p.dim() > 1)
    others = sum(p.numel() for p in model.parameters()) - matrices
    assert ctx.effects == {"weight_decay.decayed": matrices, "weight_decay.spared": others}
    ctx = prepared(WeightDecay(spare_norms_and_biases=False), model, "sgd")
    assert ctx.effects == {"weight_decay.decayed": matrices + others, "weight_decay.spared": 0}


def test_groups_keep_what_others_set_and_every_parameter_once() -> None:
    model = network()
    named = dict(model.named_parameters())
    groups = WeightDecay().param_groups(
        [
            {"params": [named["0.weight"], named["0.bias"]], "names": ["0.weight", "0.bias"], "lr": 0.5},
            {"params": [named["6.bias"]], "names": ["6.bias"]},
        ],
        context(model),
    )
    assert [(group["names"], group.get("lr"), group.get("decay")) for group in groups] == [
        (["0.weight"], 0.5, 0.01),
        (["0.bias"], 0.5, None),
        (["6.bias"], None, None),
    ]


def test_a_parameter_without_gradient_does_not_decay() -> None:
    model = nn.Linear(2, 1)
    before = model.weight.detach().clone()
    ctx = prepared(method := WeightDecay(amount=1.0), model, "adam")
    method.transform_gradients(ctx)
    assert torch.equal(model.weight, before)


def test_nothing_to_decay_is_a_warning() -> None:
    ctx = prepared(WeightDecay(), nn.Sequential(nn.BatchNorm1d(3)), "sgd")
    assert ctx.warnings == [("regularizers.weight_decay.amount", "had nothing to act on: every parameter is spared")]
