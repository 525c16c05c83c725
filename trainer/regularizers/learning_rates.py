"""Learning rates of their own for parts of the network."""

from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.regularizers.partial_training import head_and_new, starts_from_scratch
from trainer.settings.base import setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainer.regularizers.base import ParamGroups
    from trainer.regularizers.context import Context

TWICE = "both lower the rate from the top down, so it would be lowered twice"


class LayerwiseDecay(Regularizer, group="freezing"):
    """Let each layer learn more slowly than the one above it (Clark et al. 2020; Bao et al. 2022).

    Low layers hold what is general and need to move least. In a deep network a small decay as good as freezes them: it
    counts every linear, convolution and attention layer, of which a block has several. The head keeps its rate.
    """

    below_head = True
    excludes: ClassVar = {"discriminative_rates": TWICE}

    decay: float = setting(0.9, "Factor of the learning rate from one layer to the next below it.", gt=0, lt=1)

    def param_groups(self, groups: "ParamGroups", ctx: "Context") -> "ParamGroups":
        stages = _stages(ctx)
        if len(stages) < 2:
            ctx.warn(self, "decay", "changed nothing: the network has no layer below its head")
        return _falling(self, groups, stages, self.decay, ctx)


class DiscriminativeRates(Regularizer, group="freezing"):
    """Divide the learning rate by a factor from each stage to the one below it (Howard & Ruder 2018).

    Keeps general features near the start while the top adapts. Harms where the new data looks different from the first
    layer on. The head is the top stage and keeps its rate.
    """

    below_head = True
    excludes: ClassVar = {"layerwise_decay": TWICE}

    factor: float = setting(2.6, "What the rate is divided by from a stage to the next below it.", gt=1, le=1000)
    stages: int = setting(
        4, "Number of stages that the network is cut into; the head is one.", unit="stages", ge=2, le=100
    )

    def param_groups(self, groups: "ParamGroups", ctx: "Context") -> "ParamGroups":
        stages = _stages(ctx, self.stages)
        if len(stages) < 2:
            ctx.warn(self, "factor", "changed nothing: the network cannot be cut below its head")
        return _falling(self, groups, stages, 1 / self.factor, ctx)


class HeadRate(Regularizer, group="freezing"):
    """Let the head and new parameters learn at a rate of their own (Long et al. 2015).

    What is new has far to go and may go fast, while what the start provided should move little. Too large a factor lets
    the head run after noise. In a network that starts from scratch it acts on the head alone.
    """

    factor: float = setting(10.0, "Factor of the learning rate of the head and of new parameters.", gt=0, le=1000)

    def param_groups(self, groups: "ParamGroups", ctx: "Context") -> "ParamGroups":
        names = head_and_new(ctx.model, ctx)
        ctx.report(self, "parameters", sum(ctx.model.get_parameter(name).numel() for name in names))
        if self.factor == 1:
            ctx.warn(self, "factor", "changes nothing, as it is 1")
        elif len(names) == len(list(ctx.model.parameters())):
            ctx.warn(self, "factor", "acts on the whole network, as optimizer.lr would")
        elif starts_from_scratch(ctx.model, ctx):
            ctx.warn(
                self, "factor", "acts on the head alone: the network starts from scratch, so nothing else is newer"
            )
        return scaled(groups, dict.fromkeys(names, self.factor))


def scaled(groups: "ParamGroups", factors: "Mapping[str, float]") -> "ParamGroups":
    """Multiply learning rates by factors, given by the parameters' names; a group is parted where they differ."""
    parted = []
    for group in groups:
        own = [factors.get(name, 1.0) for name in group["names"]]
        for factor in dict.fromkeys(own):
            places = [i for i, each in enumerate(own) if each == factor]
            part = {key: [group[key][i] for i in places] for key in ("params", "names")}
            parted.append({**group, **part, "lr": group["lr"] * factor})
    return parted


def _stages(ctx: "Context", count: int | None = None) -> list[list[str]]:
    """Return the names of the parameters of each stage, by default of each layer, the head last."""
    from trainer.layers.finding import cut_into_stages, find_head

    every = [name for name, _ in ctx.model.named_parameters()]
    head = find_head(ctx.model, ctx.classes)
    return [every] if head is None else cut_into_stages(ctx.model, count or len(every) + 1, head)


def _falling(
    method: Regularizer, groups: "ParamGroups", stages: list[list[str]], factor: float, ctx: "Context"
) -> "ParamGroups":
    """Multiply the rate by a factor from each stage to the one below it."""
    top = len(stages) - 1
    ctx.report(method, "lowest_factor", factor**top)
    return scaled(groups, {name: factor ** (top - i) for i, names in enumerate(stages) for name in names})
