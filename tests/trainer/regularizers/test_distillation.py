from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.distributions import Categorical, kl_divergence
from torch.nn.functional import cross_entropy

from tests.trainer.regularizers.scene import LOGITS, TARGETS, context, pictures, soft
from trainer.regularizers.base import Output
from trainer.regularizers.context import Context
from trainer.regularizers.distillation import Distillation, FeatureDistillation

TOLD = torch.randn(6, 3, generator=torch.Generator().manual_seed(1))
INPUTS = pictures(6)


def taught(told: Output, *, knows_classes: bool = True) -> tuple[Context, list[tuple[str, Any]]]:
    """Return the context of a run with a teacher that gives the same answer to anything, and what it was asked."""
    asked: list[tuple[str, Any]] = []

    class Answering:
        def __init__(self, reference: str) -> None:
            self.reference, self.knows_classes = reference, knows_classes

        def __call__(self, inputs: Tensor) -> Output:
            asked.append((self.reference, inputs))
            return told

    ctx = context()
    ctx.others = SimpleNamespace(teacher=Answering)
    return ctx, asked


@pytest.mark.parametrize(("amount", "temperature"), [(0.5, 2.0), (0.9, 4.0), (1.0, 1.0)])
def test_the_loss_is_shared_by_labels_and_teacher(amount: float, temperature: float) -> None:
    method = Distillation(amount=amount, temperature=temperature)
    ctx, _ = taught(Output(TOLD))
    labels = method.criterion(soft, ctx)(LOGITS, TARGETS).mean()
    total = labels + method.penalty(Output(LOGITS, None, INPUTS), ctx)
    teacher, own = Categorical(logits=TOLD / temperature), Categorical(logits=LOGITS / temperature)
    expected = (1 - amount) * cross_entropy(LOGITS, TARGETS) + amount * temperature**2 * kl_divergence(
        teacher, own
    ).mean()
    torch.testing.assert_close(total, expected)


def test_the_teacher_is_asked_about_the_very_inputs_of_the_step() -> None:
    ctx, asked = taught(Output(TOLD))
    Distillation(teacher="variant:large").penalty(Output(LOGITS, None, INPUTS), ctx)
    ((reference, inputs),) = asked
    assert reference == "variant:large"
    assert inputs is INPUTS


def test_who_agrees_with_the_teacher_pays_nothing() -> None:
    ctx, _ = taught(Output(LOGITS))
    assert Distillation().penalty(Output(LOGITS, None, INPUTS), ctx).item() == pytest.approx(0, abs=1e-6)


def test_a_teacher_of_other_classes_is_refused() -> None:
    ctx, _ = taught(Output(TOLD), knows_classes=False)
    with pytest.raises(ValueError, match=r"^regularizers.distillation.teacher: 'start' was trained for other classes"):
        Distillation().before_training(ctx)


def test_features_are_pulled_by_their_mean_squared_distance() -> None:
    told = Output(TOLD, torch.tensor([[1.0, 2.0], [0.0, 0.0]]))
    ctx, _ = taught(told, knows_classes=False)
    features = torch.tensor([[0.0, 4.0], [0.0, 1.0]], requires_grad=True)  # distances 1, 2, 0, 1: squares sum to 6
    penalty = FeatureDistillation(amount=2.0).penalty(Output(LOGITS[:2], features, INPUTS[:2]), ctx)
    assert penalty.item() == pytest.approx(2 * 6 / 4)
    penalty.backward()
    assert features.grad is not None


def test_features_of_another_width_are_refused() -> None:
    ctx, _ = taught(Output(TOLD, torch.zeros(6, 4)))
    with pytest.raises(ValueError, match=r"features of the shape \(4,\), the network \(5,\); they must agree$"):
        FeatureDistillation().penalty(Output(LOGITS, torch.zeros(6, 5), INPUTS), ctx)
