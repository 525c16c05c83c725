import subprocess
import sys
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from trainer.engine.optimizers import build_optimizer
from trainer.plan.sections.optimizer import SGD, Adam, AdamW, Optimizer

CASES: list[tuple[Optimizer, type[torch.optim.Optimizer], dict[str, Any]]] = [
    (SGD(lr=0.1, momentum=0.9, nesterov=True), torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    (SGD(lr=0.1, momentum=0), torch.optim.SGD, {"lr": 0.1}),
    (Adam(lr=0.1, beta1=0.8), torch.optim.Adam, {"lr": 0.1, "betas": (0.8, 0.999)}),
    (AdamW(lr=0.1, epsilon=0.01), torch.optim.AdamW, {"lr": 0.1, "eps": 0.01, "weight_decay": 0}),
]


def trained(build: Any, steps: int = 5) -> Tensor:
    torch.manual_seed(0)
    net = nn.Linear(4, 3)
    optimizer = build(net)
    for step in range(steps):
        optimizer.zero_grad()
        net(torch.ones(2, 4) * step).square().sum().backward()
        optimizer.step()
    return torch.cat([p.detach().flatten() for p in net.parameters()])


@pytest.mark.parametrize("lean", [True, False])
@pytest.mark.parametrize(("settings", "kind", "options"), CASES)
def test_an_optimizer_steps_like_torchs_own(
    settings: Optimizer, kind: Any, options: dict[str, Any], lean: bool
) -> None:
    ours = trained(lambda net: build_optimizer(settings, [{"params": list(net.parameters())}], lean=lean))
    assert torch.allclose(ours, trained(lambda net: kind(net.parameters(), **options)), atol=1e-6)


def test_a_groups_own_values_win_and_its_names_stay() -> None:
    net = nn.Linear(2, 2)
    groups = [{"params": [net.weight], "names": ["weight"], "lr": 0.5}, {"params": [net.bias], "names": ["bias"]}]
    found = build_optimizer(SGD(lr=0.1), groups).param_groups
    assert [(group["lr"], group["initial_lr"], group["names"]) for group in found] == [
        (0.5, 0.5, ["weight"]),
        (0.1, 0.1, ["bias"]),
    ]


def test_a_group_without_parameters_is_left_out() -> None:
    net = nn.Linear(2, 2)
    groups: list[dict[str, Any]] = [{"params": [], "names": []}, {"params": list(net.parameters())}]
    assert len(build_optimizer(Adam(), groups).param_groups) == 1


def test_adamw_without_weight_decay_decays_nothing() -> None:
    assert torch.equal(
        trained(lambda net: build_optimizer(AdamW(lr=0.1), [{"params": list(net.parameters())}])),
        trained(lambda net: build_optimizer(Adam(lr=0.1), [{"params": list(net.parameters())}])),
    )


def test_an_optimizer_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match=r"optimizer\.name"):
        build_optimizer(Optimizer(), [])


def test_a_lean_optimizer_leaves_the_compiler_unloaded() -> None:
    """It would add 1 to 2 seconds to the start of every run."""
    code = """
import sys, torch
from trainer.engine.optimizers import build_optimizer
from trainer.plan.sections.optimizer import SGD, Adam, AdamW
for settings in (SGD(), Adam(), AdamW()):
    net = torch.nn.Linear(2, 2)
    optimizer = build_optimizer(settings, [{"params": list(net.parameters())}])
    net(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    optimizer.zero_grad()
    optimizer.load_state_dict(optimizer.state_dict())
print("torch._dynamo" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"
