"""Learning from another network beside the labels."""

from typing import TYPE_CHECKING, Any, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting
from trainer.settings.problems import SettingError
from trainer.settings.references import pattern, weights_setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.base import Loss, Output
    from trainer.regularizers.context import Context


def _teacher(what: str) -> Any:
    """Declare a setting that names a teacher."""
    kinds = pattern("start", "file:", "run:", "variant:")
    told = f"Whose {what}: start, file:PATH, run:NAME, or variant:NAME (same experiment, same seed)."
    return weights_setting("start", told, pattern=kinds)


class Distillation(Regularizer, group="losses"):
    """Learn from a teacher's probabilities beside the labels (Hinton et al. 2015).

    The teacher's doubts tell which classes are alike. A teacher that is no better than the network holds it back. It
    answers for the very inputs that the network is given, augmented ones too.
    """

    needs_inputs = True
    usual_cost = 1.5
    same_classes: ClassVar = {
        "teacher": "take one that knows these, or use learning_without_forgetting or feature_distillation"
    }
    example_sections: ClassVar = {"data": {"name": "digits", "classes": ["0", "1", "2", "3"]}}

    teacher: str = _teacher("answers")
    amount: float = setting(
        0.5, "Share of the loss that compares with the teacher; the labels have the rest.", gt=0, le=1
    )
    temperature: float = setting(
        2.0, "By what the logits of both are divided first; above 1 doubts count more.", ge=1, le=100
    )

    def before_training(self, ctx: "Context") -> None:
        if not ctx.others.teacher(self.teacher).knows_classes:
            told = f"{self.teacher!r} was trained for other classes; {self.same_classes['teacher']}"
            raise SettingError(f"regularizers.distillation.teacher: {told}")

    def criterion(self, loss: "Loss", ctx: "Context") -> "Loss":
        return lambda logits, targets: loss(logits, targets) * (1 - self.amount)

    def penalty(self, out: "Output", ctx: "Context") -> "Tensor":
        from trainer.layers.losses import softened_divergence

        assert out.inputs is not None
        told = ctx.others.teacher(self.teacher)(out.inputs)
        return softened_divergence(out.logits, told.logits, self.temperature) * self.amount


class FeatureDistillation(Regularizer, group="losses"):
    """Keep the features near those of a teacher, whatever its classes are (hints, Romero et al. 2015).

    Against forgetting when the teacher is the start: the head is free, what lies below it is held. Too large an amount
    leaves nothing to fine-tune.
    """

    needs_features = True
    needs_inputs = True
    usual_cost = 1.5

    teacher: str = _teacher("features")
    amount: float = setting(
        1.0, "Strength of the pull: amount * mean of (feature - teacher's feature)^2.", gt=0, le=1e6
    )

    def penalty(self, out: "Output", ctx: "Context") -> "Tensor":
        from torch.nn.functional import mse_loss

        assert out.inputs is not None
        assert out.features is not None
        told = ctx.others.teacher(self.teacher)(out.inputs).features
        assert told is not None
        if told.shape != out.features.shape:
            raise SettingError(
                f"regularizers.feature_distillation.teacher: {self.teacher!r} has features of the shape "
                f"{tuple(told.shape[1:])}, the network {tuple(out.features.shape[1:])}; they must agree"
            )
        return mse_loss(out.features.float(), told.float()) * self.amount
