"""The mean of the weights of several runs."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from trainer.regularizers.base import Regularizer
from trainer.regularizers.partial_training import starts_from_scratch
from trainer.settings.base import setting
from trainer.settings.problems import SettingError
from trainer.settings.references import pattern, weights_setting

if TYPE_CHECKING:
    from torch import Tensor, nn

    from trainer.regularizers.context import Context

Ingredient = Annotated[str, Field(pattern=pattern("start", "file:", "run:", "variant:", "seeds:"))]


class ModelSoup(Regularizer, group="start"):
    """Begin with the mean of the weights of several runs of the same network (model soup, Wortsman et al. 2022).

    Runs that were fine-tuned from one start often lie in one valley, whose middle is better than its walls; runs that
    began apart do not mix. With `training.epochs = 0` the soup is measured as it is, a run of its own. What
    `network.start` did not provide (a new head) still counts as new: L2-SP pulls it towards zero, for instance.
    """

    excludes: ClassVar = {"pruning": "weights are pruned before the soup takes their place"}
    example: ClassVar = {"of": ("start", "run:other")}

    of: tuple[Ingredient, ...] = weights_setting(
        ("start",),
        "What is averaged: variant:NAME (same seed), seeds:NAME (its runs of all seeds), run:NAME, file:PATH, start.",
        min_length=1,
        max_length=64,
    )
    renew_statistics: bool = setting(
        default=True, description="Take the batch norms' statistics anew from the training set, instead of their mean."
    )

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        if starts_from_scratch(model, ctx):
            ctx.new_parameters = frozenset()  # the soup is the start
        return model

    def before_training(self, ctx: "Context") -> None:
        from trainer.layers.averages import mean_of, renew_statistics
        from trainer.layers.lora import is_adapter

        found = [(reference, weights) for reference in self.of for weights in ctx.others.weights(reference)]
        state = {name: value for name, value in ctx.model.state_dict().items() if not is_adapter(name)}
        for reference, weights in found:
            self._require_fit(reference, state, weights)
        mean = mean_of([{name: weights[name] for name in state} for _, weights in found])
        ctx.model.load_state_dict(mean, strict=False)
        if self.renew_statistics:
            renew_statistics(ctx.model, ctx.training_inputs())
        ctx.report(self, "ingredients", len(found))
        if len(found) < 2:
            ctx.warn(self, "of", "averages nothing: there is one ingredient only")

    def _require_fit(self, reference: str, state: "dict[str, Tensor]", weights: "dict[str, Tensor]") -> None:
        for name, value in state.items():
            if name not in weights or weights[name].shape != value.shape:
                raise SettingError(
                    f"regularizers.model_soup.of: {reference!r} has no {name!r} of the shape {tuple(value.shape)}; all "
                    "ingredients must be of this very network"
                )
