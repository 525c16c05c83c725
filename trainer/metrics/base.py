"""The base of every metric."""

from typing import TYPE_CHECKING, Any, ClassVar

from store import figures
from store.compare.metrics import in_order
from trainer.settings.component import Component, snake_case

if TYPE_CHECKING:
    from torch import Tensor

_BY_NAME = {"min": "lower", "max": "higher"}


class Metric(Component, family="metric"):
    """A figure of predictions, measured on every set; the first line of its docstring says what it is.

    Whoever reads a run's figures knows no class, only names (`store.figures.better`). So a name has to say which way is
    better, and what a class declares has to agree with it.
    """

    better: ClassVar[str] = ""
    """The direction that is better: `higher` or `lower`."""
    share: ClassVar[bool] = False
    """Whether it lies between 0 and 1."""

    @classmethod
    def __pydantic_init_subclass__(
        cls, *, better: str = "", share: bool = False, family: str = "", **options: Any
    ) -> None:
        """Refuse a metric that is not whole, or whose name says the opposite, then register the class."""
        cls.better, cls.share = better, share
        if not family:
            cls._check(snake_case(cls.__name__))
        super().__pydantic_init_subclass__(family=family, **options)

    @classmethod
    def _check(cls, name: str) -> None:
        if cls.better not in _BY_NAME.values():
            raise TypeError(f'{cls.__name__}: say which way is better, better="higher" or better="lower"')
        if cls.value is Metric.value:
            raise TypeError(f"{cls.__name__}: a metric has a method `value`")
        if cls.better != _BY_NAME[figures.better(name)]:
            ends = "must end" if cls.better == "lower" else "must not end"
            raise TypeError(
                f"{cls.__name__}: the name {ends} in Loss or Error where {cls.better} is better; "
                f"whoever reads {name!r} in a run has nothing else to tell it by"
            )

    @classmethod
    def help(cls) -> str:
        """Return what it is, without a full stop."""
        return (cls.__doc__ or "").strip().partition("\n")[0].removesuffix(".")

    def value(self, logits: "Tensor", labels: "Tensor") -> "Tensor":
        """Return the figure of logits (N×classes, float) against labels (N,): a 0-dim tensor on their device.

        Nothing here may wait for the device; the figures of all metrics are fetched together.
        """
        raise NotImplementedError


def known() -> list[type[Metric]]:
    """Return every metric, in the order in which tables list them."""
    found = Metric.registry()
    return [found[figure.key.removeprefix("val.")] for figure in in_order(f"val.{name}" for name in found)]
