"""Low-rank adapters."""

from copy import deepcopy
from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.regularizers.named_layers import called, layers_setting
from trainer.regularizers.partial_training import head_and_new, starts_from_scratch
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import nn

    from trainer.layers.finding import Weighted
    from trainer.regularizers.context import Context


class Lora(Regularizer, group="adapters"):
    """Freeze the weights and learn a change of low rank beside each of them (LoRA, Hu et al. 2022).

    Forgets and overfits less than full fine-tuning, and learns less where the new data is far from the old. Attention
    itself, and convolutions in groups, get no adapter. The head and new parameters train as usual. What is measured and
    kept has the adapters merged into the plain network's weights.
    """

    below_head = True
    excludes: ClassVar = {
        "bias_only": "each freezes what the other trains; train_norms_and_biases does both",
        "gradual_pruning": "adapters fill the zeros when they are merged into the weights",
        "pruning": "adapters fill the zeros when they are merged into the weights",
        "weight_interpolation": "adapters have no start to go back to; a smaller alpha does the same",
    }
    keeps_frozen = False
    usual_cost = 1.7

    rank: int = setting(8, "Rank of the change that is learned.", ge=1, le=1024)
    alpha: float = setting(16.0, "Strength of the change, which is multiplied by alpha/rank.", gt=0, le=10_000)
    layers: tuple[str, ...] = layers_setting("get an adapter")
    train_norms_and_biases: bool = setting(
        default=False, description="Let norms and biases go on training; else norms keep their statistics, too."
    )

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        from trainer.layers.lora import add_adapter, is_adapter, takes_adapter

        if starts_from_scratch(model, ctx):
            ctx.warn(self, "rank", "the network starts from scratch, so the frozen weights are untrained")
        found = self._layers(model, ctx)
        layers = {name: layer for name, layer in found.items() if takes_adapter(layer)}
        for name, layer in layers.items():
            add_adapter(layer, self.rank, self.alpha / self.rank, ctx.generator(self, name, on_cpu=True))
        adapters = {name for name, _ in model.named_parameters() if is_adapter(name)}
        ctx.new_parameters |= adapters
        ctx.report(self, "layers", len(layers))
        ctx.report(self, "layers_left_out", len(found) - len(layers))
        ctx.report(self, "parameters", sum(model.get_parameter(name).numel() for name in adapters))
        if not layers:
            there = called([name for name, layer in self._layers(model, ctx, ("*",)).items() if takes_adapter(layer)])
            told = f"had no layer to act on: none below the head fits {', '.join(self.layers)}"
            ctx.warn(self, "layers", f"{told}; there {there}")
        return model

    def before_epoch(self, ctx: "Context") -> None:
        from trainer.layers.lora import with_adapters
        from trainer.layers.standing_still import biases, freeze_all_but, norm_scales

        free = with_adapters(ctx.model, head_and_new(ctx.model, ctx))
        if self.train_norms_and_biases:
            free |= {*biases(ctx.model), *norm_scales(ctx.model)}
        freeze_all_but(ctx.model, free)

    def after_step(self, ctx: "Context") -> None:
        from trainer.layers.lora import without_gradient

        if ctx.epoch == 1 and not ctx.step:
            idle = without_gradient(ctx.model)
            ctx.report(self, "layers_without_effect", len(idle))
            if idle:
                names = ", ".join(idle[:3]) + (", …" if len(idle) > 3 else "")
                ctx.warn(self, "layers", f"does nothing where the network reads weights without a call: {names}")

    def evaluated_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        from trainer.layers.lora import adapted, merge_adapters

        if not adapted(model):
            return model
        copy = deepcopy(model)
        merge_adapters(copy, self.alpha / self.rank)
        return copy

    def _layers(
        self, model: "nn.Module", ctx: "Context", patterns: tuple[str, ...] | None = None
    ) -> "dict[str, Weighted]":
        """Return the layers whose names fit, without the head."""
        from trainer.layers.finding import find_head, weighted_layers

        head = find_head(model, ctx.classes)
        return {name: layer for name, layer in weighted_layers(model, patterns or self.layers).items() if name != head}
