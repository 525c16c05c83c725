"""Training parts of the network: what lies above a part, the head first, biases alone."""

from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.regularizers.named_layers import called
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import nn

    from trainer.regularizers.context import Context


class Freezing(Regularizer, group="freezing"):
    """Freeze the network up to a named part; below the head alone it is a linear probe (Yosinski et al. 2014).

    Nothing that the start knew below is lost, few parameters overfit less, and what is frozen is computed only once
    where inputs are not changed. Harms where the new data needs other features. Batch norms and dropout of what is
    frozen stand still. The head and new parameters never freeze.
    """

    up_to: str = setting(
        "head",
        "Name of the last part that is frozen, such as layer3; * stands for anything, and of several the last counts. "
        "head means everything below the head.",
    )

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        from trainer.layers.finding import find_head
        from trainer.layers.standing_still import parts

        frozen = self._frozen(model, ctx)
        ctx.report(self, "frozen", sum(model.get_parameter(name).numel() for name in frozen))
        if not frozen:
            told = f"froze nothing: no part below the head has a name like {self.up_to}"
            ctx.warn(self, "up_to", f"{told}; there {called(parts(model, find_head(model, ctx.classes) or ''))}")
        elif starts_from_scratch(model, ctx):
            ctx.warn(self, "up_to", "the network starts from scratch, so what is frozen is untrained")
        return model

    def before_epoch(self, ctx: "Context") -> None:
        from trainer.layers.standing_still import freeze_all_but

        frozen = self._frozen(ctx.model, ctx)
        freeze_all_but(ctx.model, {name for name, _ in ctx.model.named_parameters()} - frozen)

    def _frozen(self, model: "nn.Module", ctx: "Context") -> set[str]:
        from trainer.layers.standing_still import up_to

        every = [name for name, _ in model.named_parameters()]
        chosen = every if self.up_to == "head" else up_to(model, self.up_to)
        return {*chosen} - head_and_new(model, ctx)


class LinearProbing(Regularizer, group="freezing"):
    """Train the head alone in the first epochs, then everything (LP-FT, Kumar et al. 2022).

    A new head gives large, random gradients, which spoil the features below it; one that has learned does not. Costs
    epochs in which the features cannot adapt. Batch norms and dropout below the head stand still meanwhile.
    """

    below_head = True

    epochs: int = setting(1, "Epochs in which the head and new parameters move alone.", unit="epochs", ge=1, le=10_000)

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        frozen = {name for name, _ in model.named_parameters()} - head_and_new(model, ctx)
        ctx.report(self, "frozen_at_first", sum(model.get_parameter(name).numel() for name in frozen))
        if not frozen:
            ctx.warn(self, "epochs", "froze nothing: the network has nothing below its head that the start provided")
        elif starts_from_scratch(model, ctx):
            ctx.warn(self, "epochs", "the network starts from scratch, so the head is first trained on chance features")
        if frozen and self.epochs >= ctx.epochs:
            ctx.warn(self, "epochs", "is so long that the head moves alone to the end, as with freezing")
        return model

    def before_epoch(self, ctx: "Context") -> None:
        from trainer.layers.standing_still import freeze_all_but

        if ctx.epoch <= self.epochs:
            freeze_all_but(ctx.model, head_and_new(ctx.model, ctx))


class BiasOnly(Regularizer, group="freezing"):
    """Train biases alone, beside the head and new parameters (BitFit, Zaken et al. 2022).

    Few parameters move, so little is forgotten and little overfits; with much data it learns less than full
    fine-tuning. In networks whose convolutions have no bias it is the shifts of their norms that move.
    """

    below_head = True
    excludes: ClassVar = {"lora": "each freezes what the other trains; lora has a setting for norms and biases"}

    norm_scales: bool = setting(default=False, description="Let the scales of norms train beside their shifts.")

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        moving = self._free(model, ctx)
        below = moving - head_and_new(model, ctx)
        ctx.report(self, "moving", sum(model.get_parameter(name).numel() for name in moving))
        if not below:
            ctx.warn(self, "norm_scales", "had nothing to act on: no bias below the head, so the head moves alone")
        elif starts_from_scratch(model, ctx):
            ctx.warn(self, "norm_scales", "the network starts from scratch, so its weights stay untrained")
        return model

    def before_epoch(self, ctx: "Context") -> None:
        from trainer.layers.standing_still import freeze_all_but

        freeze_all_but(ctx.model, self._free(ctx.model, ctx))

    def _free(self, model: "nn.Module", ctx: "Context") -> set[str]:
        from trainer.layers.standing_still import biases, norm_scales

        scales = norm_scales(model) if self.norm_scales else ()
        return {*biases(model), *scales} | head_and_new(model, ctx)


def head_and_new(model: "nn.Module", ctx: "Context") -> set[str]:
    """Return the names of the head's parameters and of those that the start did not provide, without adapters.

    In a network that starts from scratch all are new: there it is the head's. Without a head it is all of them.
    """
    from trainer.layers.finding import find_head
    from trainer.layers.lora import is_adapter

    names = {name for name, _ in model.named_parameters()}
    head = find_head(model, ctx.classes)
    if head is None:
        return names
    new = set() if starts_from_scratch(model, ctx) else {n for n in names & ctx.new_parameters if not is_adapter(n)}
    return {name for name in names if not head or name.startswith(f"{head}.")} | new


def starts_from_scratch(model: "nn.Module", ctx: "Context") -> bool:
    """Say whether the start provided no parameter; adapters come from elsewhere."""
    from trainer.layers.lora import is_adapter

    return all(name in ctx.new_parameters for name, _ in model.named_parameters() if not is_adapter(name))
