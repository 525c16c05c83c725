"""Methods on targets and losses."""

from types import SimpleNamespace

import numpy as np
import torch
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.utils.class_weight import compute_class_weight
from torch import Tensor, nn
from torch.distributions import Categorical, kl_divergence
from torch.nn.functional import cross_entropy, one_hot
from torchvision.ops import sigmoid_focal_loss

from tests.trainer.engine.toy import pictures as examples
from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context, network, pictures
from trainer.layers.dropout import drop_inputs
from trainer.regularizers.base import Output
from trainer.regularizers.class_weights import ClassWeights
from trainer.regularizers.confidence_penalty import ConfidencePenalty
from trainer.regularizers.distillation import Distillation, FeatureDistillation
from trainer.regularizers.focal_loss import FocalLoss
from trainer.regularizers.label_smoothing import LabelSmoothing
from trainer.regularizers.r_drop import RDrop
from trainer.regularizers.remembering import LearningWithoutForgetting, Replay

LOGITS, TOLD = torch.randn(2, 6, 3, generator=torch.Generator().manual_seed(0)).unbind()
LABELS = torch.tensor([0, 1, 2, 2, 1, 0])
TARGETS = one_hot(LABELS, 3).float()
FEATURES = torch.randn(6, 4, generator=torch.Generator().manual_seed(1))
INPUTS = pictures(6)


def soft(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the loss that a run has without any method, for each example."""
    return cross_entropy(logits, targets, reduction="none")


def head() -> nn.Linear:
    """Return the start's own head, for five classes."""
    layer = nn.Linear(4, 5)
    layer.weight.data = torch.randn(5, 4, generator=torch.Generator().manual_seed(2))
    layer.bias.data = torch.linspace(-1, 1, 5)
    return layer


@reference("label_smoothing", by="torch.nn.functional.cross_entropy with label_smoothing")
def label_smoothing() -> tuple[Tensor, Tensor]:
    ours = soft(LOGITS, LabelSmoothing(amount=0.3).transform_targets(TARGETS, context()))
    return ours, cross_entropy(LOGITS, LABELS, label_smoothing=0.3, reduction="none")


@reference("focal_loss", by="torchvision.ops.sigmoid_focal_loss, for two classes")
def focal_loss() -> tuple[Tensor, Tensor]:
    z = torch.linspace(-4, 4, 9)
    labels = torch.arange(9) % 2
    logits = torch.stack([torch.zeros(9), z], dim=1)  # softmax of (0, z) is the sigmoid of z
    ours = FocalLoss(gamma=1.5).criterion(soft, context())(logits, one_hot(labels, 2).float())
    return ours, sigmoid_focal_loss(z, labels.float(), alpha=-1, gamma=1.5)


@reference(
    "class_weights",
    by="torch.nn.functional.cross_entropy with sklearn.utils.class_weight.compute_class_weight('balanced')",
)
def class_weights() -> tuple[Tensor, Tensor]:
    training = torch.tensor([0] * 40 + [1] * 9 + [2] * 3)
    weights = compute_class_weight("balanced", classes=np.arange(3), y=training.numpy())
    ours = ClassWeights().criterion(soft, context(train_labels=training))(LOGITS, TARGETS)
    return ours, cross_entropy(LOGITS, LABELS, weight=torch.from_numpy(weights).float(), reduction="none")


@reference("confidence_penalty", by="torch.distributions.Categorical.entropy")
def confidence_penalty() -> tuple[Tensor, Tensor]:
    ours = ConfidencePenalty(beta=0.3).penalty(Output(LOGITS), context())
    return ours, -0.3 * Categorical(logits=LOGITS).entropy().mean()


@reference("distillation", by="torch.distributions.kl_divergence and torch.nn.functional.cross_entropy")
def distillation() -> tuple[Tensor, Tensor]:
    method, ctx = Distillation(amount=0.7, temperature=4.0), context()
    ctx.others = SimpleNamespace(teacher=lambda _: lambda _: Output(TOLD))
    ours = method.criterion(soft, ctx)(LOGITS, TARGETS).mean() + method.penalty(Output(LOGITS, None, INPUTS), ctx)
    divergence = kl_divergence(Categorical(logits=TOLD / 4), Categorical(logits=LOGITS / 4)).mean()
    return ours, 0.3 * cross_entropy(LOGITS, LABELS) + 0.7 * 4**2 * divergence


@reference("feature_distillation", by="sklearn.metrics.mean_squared_error")
def feature_distillation() -> tuple[Tensor, Tensor]:
    ctx, told = context(), FEATURES.flip(0)
    ctx.others = SimpleNamespace(teacher=lambda _: lambda _: Output(TOLD, told))
    ours = FeatureDistillation(amount=2.0).penalty(Output(LOGITS, FEATURES, INPUTS), ctx)
    return ours, torch.tensor(2 * mean_squared_error(told.numpy(), FEATURES.numpy()))


@reference("learning_without_forgetting", by="torch.distributions.kl_divergence")
def learning_without_forgetting() -> tuple[Tensor, Tensor]:
    ctx, answer = context(), head()
    told = torch.randn(6, 5, generator=torch.Generator().manual_seed(3))

    class Start:
        def __call__(self, inputs: Tensor) -> Output:
            return Output(told, None, inputs)

        def answer(self, features: Tensor) -> Tensor:
            return answer(features)

    ctx.others = SimpleNamespace(start_as_it_was=Start)
    method = LearningWithoutForgetting(amount=0.5, temperature=3.0)
    ours = method.penalty(Output(LOGITS, FEATURES, INPUTS), ctx)
    old, new = Categorical(logits=told / 3), Categorical(logits=answer(FEATURES) / 3)
    return ours, 0.5 * 3**2 * kl_divergence(old, new).mean()


@reference("replay", by="sklearn.metrics.log_loss on the source examples of the same draws")
def replay() -> tuple[Tensor, Tensor]:
    method, ctx, answer = Replay(share=0.5, amount=2.0), context(), head()
    ctx.source = examples()
    ctx.network = lambda inputs: Output(inputs, inputs.flatten(1)[:, :4], inputs)
    ctx.others = SimpleNamespace(start_on_source=lambda: SimpleNamespace(answer=answer))
    ours = method.penalty(Output(torch.zeros(16, 3)), ctx)
    inputs, labels = examples().at(torch.randint(40, (8,), generator=ctx.generator(method)))
    shown = answer(inputs.flatten(1)[:, :4]).detach().double().softmax(1)
    return ours, torch.tensor(2 * log_loss(labels.numpy(), shown.numpy(), labels=range(5)))


@reference("r_drop", by="torch.distributions.kl_divergence and torch.nn.functional.cross_entropy")
def r_drop() -> tuple[Tensor, Tensor]:
    method, model = RDrop(alpha=0.7), network()
    ctx = context(model)
    drop_inputs(model[6], 0.5, lambda: ctx.generator(method, "test"))
    ctx.network = lambda inputs: Output(model(inputs), inputs=inputs)
    first = model(INPUTS)
    ours = cross_entropy(first, LABELS) + method.penalty(Output(first, inputs=INPUTS, targets=LABELS), ctx)
    second = ctx.forward(method, INPUTS).logits
    one, other = Categorical(logits=first), Categorical(logits=second)
    divergence = (kl_divergence(one, other) + kl_divergence(other, one)).mean() / 2
    return ours, (cross_entropy(first, LABELS) + cross_entropy(second, LABELS)) / 2 + 0.7 * divergence
