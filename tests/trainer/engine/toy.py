"""A tiny run for tests of the loop: forty pictures of two kinds, and a network of one convolution."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from trainer.data.preprocessing import Preprocessing
from trainer.engine.examples import TensorSet
from trainer.engine.hooks import Hooks
from trainer.plan.config import Config
from trainer.plan.parse import parse_config
from trainer.regularizers.context import Context

CPU = torch.device("cpu")
PREPROCESSING = Preprocessing("images", (1, 4, 4), 1, (0.5,), (0.25,), ("dark", "bright"))


class Net(nn.Module):
    """One convolution and a head; batch norm and dropout only if asked for."""

    def __init__(self, norm: bool = False, dropout: float = 0.0, classes: int = 2) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4) if norm else nn.Identity()
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(4, classes)

    def forward(self, inputs: Tensor) -> Tensor:
        pooled = self.norm(self.conv(inputs)).relu().mean((2, 3))
        logits: Tensor = self.head(self.dropout(pooled))
        return logits


@dataclass
class Prepared:
    """What the loop needs of prepared data."""

    train: TensorSet
    validation: TensorSet
    test: TensorSet
    preprocessing: Preprocessing = PREPROCESSING
    kind: str = "images"
    shape: tuple[int, ...] = (1, 4, 4)
    class_names: tuple[str, ...] = ("dark", "bright")
    source_test: TensorSet | None = None
    source_class_names: tuple[str, ...] = ()
    source_train: TensorSet | None = None

    def normalize(self, inputs: Tensor) -> Tensor:
        return (inputs - 0.5) / 0.25


@dataclass
class Parts:
    """What a stepper needs, with hooks that a test has chosen."""

    config: Config
    ctx: Context
    hooks: Hooks
    prepared: Prepared
    mean_loss: Any = nn.functional.cross_entropy
    features: Any = None
    chosen: Tensor = field(default_factory=lambda: torch.arange(40))


def pictures(count: int = 40, seed: int = 0) -> TensorSet:
    """Return pictures of noise, the odd ones brighter."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(count) % 2
    noise = torch.randint(0, 156, (count, 1, 4, 4), generator=generator)
    return TensorSet((noise + 100 * labels[:, None, None, None]).to(torch.uint8), labels)


def config(**sections: dict[str, Any]) -> Config:
    """Return a configuration on digits with a small network, one epoch, and what is given."""
    raw: dict[str, Any] = {"data": {"name": "digits"}, "network": {"name": "small_cnn"}, "training": {"epochs": 1}}
    for name, section in sections.items():
        raw[name] = raw.get(name, {}) | section
    return parse_config(raw)


def parts(settings: Config | None = None, net: Callable[[], nn.Module] = Net, **hooks: Any) -> Parts:
    """Return a toy run with SGD at 0.1, ready to step."""
    settings = settings or config()
    torch.manual_seed(0)
    model = net()
    ctx = Context(seed=1, device=CPU, classes=2, epochs=settings.training.epochs)
    ctx.model, ctx.epoch, ctx.steps_per_epoch = model.train(), 1, 10
    groups = [{"params": list(model.parameters()), "lr": 0.1, "initial_lr": 0.1}]
    ctx.optimizer = torch.optim.SGD(groups, lr=0.1)
    chosen = Hooks(**{name: tuple(methods) for name, methods in hooks.items()})
    return Parts(settings, ctx, chosen, Prepared(pictures(), pictures(20, 1), pictures(20, 2)))


def batch(examples: TensorSet | None = None, start: int = 0, size: int = 8) -> tuple[Tensor, Tensor]:
    """Return one batch as the loop gets it."""
    examples = examples or pictures()
    return next(examples.batches(torch.arange(start, start + size), size))
