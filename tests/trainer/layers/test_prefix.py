from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torchvision import models

from tests.trainer.regularizers.scene import network, pictures
from trainer.layers.prefix import passed_by, prefix_output, still_prefix


def freeze(model: nn.Module, *names: str) -> nn.Module:
    """Freeze modules, and put them into evaluation mode; the rest trains."""
    model.train()
    for name in names:
        model.get_submodule(name).eval().requires_grad_(requires_grad=False)
    return model


def body(model: nn.Module) -> list[str]:
    return [name for name, _ in model.named_children()][:-1]


def test_a_probe_passes_by_all_but_the_head() -> None:
    model = freeze(network(), *"012345")
    names = still_prefix(model, pictures())
    assert names == list("012345")
    features = prefix_output(model, names, pictures())
    with passed_by(model, names):
        assert torch.equal(model(features), model[6](features))
    assert torch.equal(model(pictures()), model[6](features))


def test_it_ends_before_what_may_move_or_changes_from_pass_to_pass() -> None:
    assert still_prefix(freeze(network()), pictures()) == []
    assert still_prefix(freeze(network(), "0"), pictures()) == ["0"]
    trained_norm = freeze(network(), *"0145")
    trained_norm[1].train()
    assert still_prefix(trained_norm, pictures()) == ["0"]
    dropping = freeze(nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(36, 3)))
    assert still_prefix(dropping, pictures()) == ["0"]


class Residual(nn.Module):
    """A block whose input is used twice, and that is added to in place."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.norm, self.head = nn.Linear(4, 4), nn.LayerNorm(4), nn.Linear(4, 3)

    def forward(self, inputs: Tensor) -> Tensor:
        out = self.norm(self.first(inputs))
        out += inputs
        logits: Tensor = self.head(out)
        return logits


def test_modules_between_which_something_else_happens_are_not_passed_by() -> None:
    model = Residual()
    assert still_prefix(freeze(model, "first", "norm"), torch.randn(5, 4)) == []


def test_batch_norms_that_train_learn_nothing_from_being_tried() -> None:
    model = freeze(network(), "0")
    before = model[1].running_mean.clone()
    still_prefix(model, pictures())
    assert torch.equal(model[1].running_mean, before)
    assert model[1].num_batches_tracked == 0


@pytest.mark.parametrize(
    ("build", "frozen", "last"),
    [
        (lambda: models.resnet18(num_classes=3), body, "avgpool"),
        (lambda: models.resnet18(num_classes=3), lambda model: body(model)[:6], "layer2"),
        (lambda: models.mobilenet_v3_small(num_classes=3), lambda _: ["features"], "avgpool"),
        (lambda: models.googlenet(num_classes=3, aux_logits=False, init_weights=False), body, "avgpool"),
        (lambda: models.efficientnet_b0(num_classes=3), lambda _: ["features"], "avgpool"),
    ],
    ids=["resnet18", "half a resnet18", "mobilenet", "googlenet", "efficientnet"],
)
def test_published_networks_have_a_prefix(
    build: Callable[[], nn.Module], frozen: Callable[[nn.Module], list[str]], last: str
) -> None:
    model = freeze(build(), *frozen(build()))
    names = still_prefix(model, torch.rand(2, 3, 32, 32))
    assert names[-1] == last


def test_auxiliary_heads_see_what_they_always_saw() -> None:
    model = models.googlenet(num_classes=3, aux_logits=True, init_weights=False, transform_input=False)
    freeze(model, *[name for name in body(model) if not name.startswith("aux")])
    names = still_prefix(model, torch.rand(2, 3, 64, 64))
    assert names[-1] == "inception4a"


def test_a_module_with_a_forward_of_its_own_gets_it_back() -> None:
    module = nn.Identity()
    module.forward = lambda inputs: inputs * 2
    with passed_by(nn.Sequential(module), ["0"]):
        assert module(torch.ones(1)) == 1
    assert module(torch.ones(1)) == 2
