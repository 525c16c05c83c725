"""From a configuration and prepared data to everything that the loop turns: network, optimizer, loss, hooks."""

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from trainer.engine.auxiliary import Features
from trainer.engine.device import place, seed_chance
from trainer.engine.hooks import Hooks
from trainer.engine.optimizers import build_optimizer
from trainer.engine.start import StartReport, give
from trainer.regularizers.base import Regularizer
from trainer.regularizers.context import Context
from trainer.settings.chance import derive
from trainer.settings.problems import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainer.engine.prepare import Prepared
    from trainer.engine.start import Start
    from trainer.plan.config import Config
    from trainer.regularizers.base import Loss

    MeanLoss = Callable[[Tensor, Tensor], Tensor]


@dataclass
class Parts:
    """What a run is made of, built and not yet trained."""

    config: "Config"
    prepared: "Prepared"
    ctx: Context
    hooks: Hooks
    chosen: Tensor
    """Places in the training set (M,), on the CPU, that an epoch goes through once."""
    mean_loss: "MeanLoss"
    features: Features | None
    start: StartReport | None

    @property
    def model(self) -> nn.Module:
        """The network that is trained."""
        return self.ctx.model


def build(config: "Config", seed: int, prepared: "Prepared", device: torch.device, start: "Start | None") -> Parts:
    """Build a run: the network with its start, changed by the methods, then the optimizer and the loss."""
    ctx = Context(seed, device, len(prepared.class_names), config.training.epochs, prepared.kind)
    methods = _applicable(config, ctx)
    ctx.source = prepared.source_train
    hooks = Hooks.of(methods)
    chosen = _chosen_examples(hooks, prepared.train.labels, ctx)
    report = _build_network(config, prepared, ctx, start)
    for method in hooks.build_model:
        seed_chance(device, derive(seed, f"{method.component_name}/build"))
        ctx.model = place(method.build_model(ctx.model, ctx), device, config.training)
    _build_optimizer(config, hooks, ctx)
    features = Features(ctx.model, ctx.classes) if any(method.needs_features for method in methods) else None
    if config.training.compile:
        ctx.model.compile()
    return Parts(config, prepared, ctx, hooks, chosen, _mean_loss(hooks, ctx), features, report)


def _applicable(config: "Config", ctx: Context) -> list[Regularizer]:
    """Return the methods, all of which can act on this kind of data; what the data are may be known only now."""
    methods = config.methods()
    for method in methods:
        if ctx.kind not in method.applies_to:
            place = f"regularizers.{method.component_name}"
            raise SettingError(
                f"{place}: acts on {method.applies_to[0]} only, but the data are {ctx.kind}; turn it off"
            )
    return methods


def _chosen_examples(hooks: Hooks, labels: Tensor, ctx: Context) -> Tensor:
    chosen = torch.arange(len(labels), device=labels.device)
    for method in hooks.training_data:
        chosen = chosen[method.training_data(labels[chosen], ctx)]
    if not len(chosen):
        raise SettingError("regularizers: no training example is left; the methods of group `data` keep too few")
    ctx.train_labels = labels[chosen]
    return chosen.cpu()


def _build_network(config: "Config", prepared: "Prepared", ctx: Context, start: "Start | None") -> StartReport | None:
    """Build the network with its starting weights; a copy of it stays as `ctx.start_model`."""
    seed_chance(ctx.device, derive(ctx.seed, "initialization"))
    model = config.network.build(prepared.shape, ctx.classes)
    report = None if start is None else give(start, model, prepared.class_names)
    ctx.new_parameters = frozenset(report.new if report else dict(model.named_parameters()))
    ctx.model = place(model, ctx.device, config.training)
    if report:
        ctx.start_model = deepcopy(ctx.model).eval().requires_grad_(requires_grad=False)
    return report


def _build_optimizer(config: "Config", hooks: Hooks, ctx: Context) -> None:
    named = dict(ctx.model.named_parameters())
    groups = [{"params": list(named.values()), "names": list(named), "lr": config.optimizer.lr}]
    for method in hooks.param_groups:
        groups = method.param_groups(groups, ctx)
    ctx.optimizer = build_optimizer(config.optimizer, groups, lean=not config.training.compile)


def _mean_loss(hooks: Hooks, ctx: Context) -> "MeanLoss":
    """Return the loss of a batch: the mean of what the methods make of the cross-entropy."""
    if not hooks.criterion:
        return cross_entropy
    criterion: Loss = soft_cross_entropy
    for method in hooks.criterion:
        criterion = method.criterion(criterion, ctx)
    return lambda logits, targets: criterion(logits, targets).mean()


def soft_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the cross-entropy (N,) of logits (N×classes) against soft targets (N×classes)."""
    return cross_entropy(logits, targets, reduction="none")
