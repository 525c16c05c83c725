"""The base of every regularizer, and the places in the loop where one may act."""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, ClassVar

from trainer.settings.component import Component

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor, nn

    from trainer.regularizers.context import Context

    ParamGroups = list[dict[str, Any]]
    Loss = Callable[[Tensor, Tensor], Tensor]

GROUPS = (
    "start",
    "data",
    "layers",
    "weights",
    "freezing",
    "images",
    "tables",
    "pairs",
    "targets",
    "losses",
    "gradients",
    "averaging",
    "adapters",
    "stopping",
)
"""The canonical order of the groups, in which the loop folds their hooks."""


class Output:
    """What a forward pass over `inputs` gave: `logits` (N, classes), `features`, the input of the last layer (N, …).

    `inputs` are as methods see them, before normalization; `targets` are what the loss compares with: labels (N,), or
    soft (N, classes) where a method wants them so.
    """

    __slots__ = ("auxiliary", "features", "inputs", "logits", "targets")

    def __init__(
        self,
        logits: "Tensor",
        features: "Tensor | None" = None,
        inputs: "Tensor | None" = None,
        targets: "Tensor | None" = None,
        auxiliary: "Sequence[Tensor]" = (),
    ) -> None:
        self.logits, self.features, self.inputs, self.targets = logits, features, inputs, targets
        self.auxiliary = auxiliary
        """Logits (N, classes) of the auxiliary heads, where the network has them."""


class Regularizer(Component, family="regularizer"):
    """A method against overfitting or forgetting. Present in a configuration means on, absent means off.

    Instances are immutable; what a method remembers lies in `ctx.memory(self)`.
    """

    group: ClassVar[str] = ""
    after: ClassVar[tuple[str, ...]] = ()
    """Methods of the same group that act before this one; otherwise the order is by name."""
    excludes: ClassVar[dict[str, str]] = {}
    """Methods that cannot be on at the same time, each with its reason. Mutual."""
    applies_to: ClassVar[tuple[str, ...]] = ("images", "features")
    """The kinds of data that the method can act on."""
    needs_features: ClassVar[bool] = False
    """Whether `penalty` wants the input of the last linear layer."""
    needs_inputs: ClassVar[bool] = False
    """Whether it looks at the inputs of a step, so that kept features of what is frozen cannot stand in for them."""
    keeps_frozen: ClassVar[bool] = True
    """Whether parts that are frozen stay as they are; not so where weights are changed past the optimizer."""
    below_head: ClassVar[bool] = False
    """Whether it changes nothing where all below the head stands still, because of other methods, say."""
    needs_start: ClassVar[bool] = False
    """Whether the method means nothing for a network that begins with nothing."""
    needs_source: ClassVar[bool] = False
    """Whether it needs `ctx.source`, training examples of what the start could do before."""
    same_classes: ClassVar[dict[str, str]] = {}
    """Settings whose networks must have been trained for the run's own classes, each with what to do otherwise."""
    usual_cost: ClassVar[float] = 1.15
    """The most that a step should take, as a multiple of the bare step's time; for images, µs a picture are told."""
    example: ClassVar[dict[str, Any]] = {}
    """Settings with which the method acts in two short epochs, where the defaults would not; tests train with them."""
    example_sections: ClassVar[dict[str, Any]] = {}
    """Sections (network, source, …) that the example needs, where a small network on digits would not do."""

    @classmethod
    def __pydantic_init_subclass__(cls, *, group: str = "", **options: Any) -> None:
        """Refuse an unknown group and a misspelt hook, then register the class."""
        if not options.get("family"):
            cls._check(group)
        super().__pydantic_init_subclass__(**options)

    @classmethod
    def _check(cls, group: str) -> None:
        if group not in GROUPS:
            raise TypeError(f"{cls.__name__}: group {group!r} is none of {', '.join(GROUPS)}")
        cls.group = group
        unknown = {name for name in cls.__dict__ if _is_public_method(cls, name)} - set(HOOKS)
        if unknown:
            raise TypeError(
                f"{cls.__name__}: {', '.join(sorted(unknown))} is no hook; the hooks are {', '.join(HOOKS)}"
            )

    def training_data(self, labels: "Tensor", ctx: "Context") -> "Tensor":
        """Choose training examples, while building: from labels (N,) to the places to keep (M,), repeats allowed."""
        raise NotImplementedError

    def build_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        """Change the network, while building, after it has its starting weights."""
        return model

    def param_groups(self, groups: "ParamGroups", ctx: "Context") -> "ParamGroups":
        """Change the optimizer's parameter groups (each with `params`, `names` and `lr`), while building."""
        return groups

    def criterion(self, loss: "Loss", ctx: "Context") -> "Loss":
        """Change the loss, while building: a function of logits and soft targets (N, classes) to losses (N,)."""
        return loss

    def before_training(self, ctx: "Context") -> None:
        """Once before the first step, not when resumed: take an anchor, start an average."""

    def before_epoch(self, ctx: "Context") -> None:
        """Before the first step of an epoch; also when a run resumes inside it.

        The network is in training mode and free to move then, as it was built: methods only ever freeze parts of it.
        """

    def transform_inputs(self, inputs: "Tensor", ctx: "Context") -> "Tensor":
        """Each batch: change the inputs, (N, C, H, W) in 0…1 or (N, F) standardized, by draws of their own for each."""
        return inputs

    def transform_pairs(self, inputs: "Tensor", targets: "Tensor", ctx: "Context") -> "tuple[Tensor, Tensor]":
        """Each batch: change inputs and soft targets (N, classes) together."""
        return inputs, targets

    def transform_targets(self, targets: "Tensor", ctx: "Context") -> "Tensor":
        """Each batch: change the soft targets (N, classes)."""
        return targets

    def penalty(self, out: Output, ctx: "Context") -> "Tensor":
        """Each batch: return a scalar that is added to the loss."""
        raise NotImplementedError

    def around_gradients(self, ctx: "Context") -> AbstractContextManager[None]:
        """Each step: wrap a second computation of the gradients (the first stand in `.grad` on entering)."""
        return nullcontext()

    def transform_gradients(self, ctx: "Context") -> None:
        """Each step: change the gradients (or the weights) in place before the optimizer's step."""

    def after_step(self, ctx: "Context") -> None:
        """Each step: act on the weights after the optimizer's step."""

    def evaluated_model(self, model: "nn.Module", ctx: "Context") -> "nn.Module":
        """Return the model that is measured and kept (an average, say), at each evaluation."""
        return model

    def after_epoch(self, ctx: "Context") -> None:
        """After an epoch was measured: `ctx.metrics` has its figures; `ctx.stop` ends training."""


HOOKS = tuple(
    name
    for name, value in vars(Regularizer).items()
    if callable(value) and not name.startswith("_") and name != "__init__"
)


def _is_public_method(cls: type, name: str) -> bool:
    return not name.startswith("_") and callable(cls.__dict__[name]) and not isinstance(cls.__dict__[name], type)


def overrides(method: Regularizer, hook: str) -> bool:
    """Say whether a method has something to do at a hook."""
    return getattr(type(method), hook) is not getattr(Regularizer, hook)


def in_canonical_order(methods: "list[Regularizer]") -> "list[Regularizer]":
    """Sort by group, within a group by what `after` says, else by name: equal configurations train equally."""
    waiting = sorted(methods, key=lambda method: (GROUPS.index(method.group), method.component_name))
    done: list[Regularizer] = []
    while waiting:
        names = {method.component_name for method in waiting}
        ready = next((m for m in waiting if not names & set(m.after) - {m.component_name}), waiting[0])
        waiting.remove(ready)
        done.append(ready)
    return done
