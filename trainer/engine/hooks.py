"""The places in the loop, each with the methods that act there, in canonical order."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

from trainer.regularizers.base import Regularizer, overrides


@dataclass(frozen=True)
class Hooks:
    """For each hook the methods that override it, listed once: a hook that nobody uses costs an empty loop."""

    training_data: tuple[Regularizer, ...] = ()
    build_model: tuple[Regularizer, ...] = ()
    param_groups: tuple[Regularizer, ...] = ()
    criterion: tuple[Regularizer, ...] = ()
    before_training: tuple[Regularizer, ...] = ()
    before_epoch: tuple[Regularizer, ...] = ()
    transform_inputs: tuple[Regularizer, ...] = ()
    transform_pairs: tuple[Regularizer, ...] = ()
    transform_targets: tuple[Regularizer, ...] = ()
    penalty: tuple[Regularizer, ...] = ()
    around_gradients: tuple[Regularizer, ...] = ()
    transform_gradients: tuple[Regularizer, ...] = ()
    after_step: tuple[Regularizer, ...] = ()
    evaluated_model: tuple[Regularizer, ...] = ()
    after_epoch: tuple[Regularizer, ...] = ()

    @classmethod
    def of(cls, methods: Sequence[Regularizer]) -> Self:
        """Return the lists for methods that stand in canonical order."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: tuple(method for method in methods if overrides(method, name)) for name in names})
