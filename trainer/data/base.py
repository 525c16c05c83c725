"""The base of every data source, with the options that all have."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import SerializeAsAny, field_validator

from trainer.settings.base import setting
from trainer.settings.component import Component
from trainer.settings.problems import PlanError, shown
from trainer.settings.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainer.data.examples import Splits


class DataSource(Component, family="data"):
    """Where labelled examples come from: `data.name`, and `source.name` for what the start could do before."""

    kind: ClassVar[str] = "images"
    """`images`, `features`, or `either` where more than the class decides; see `kind_with`."""

    classes: tuple[str, ...] | None = setting(
        None, "Use only these classes, in this order; all by default.", min_length=2
    )
    size: int | None = setting(
        None, "Side to which pictures are resized; their own by default.", unit="pixels", ge=4, le=1024
    )
    channels: Literal[1, 3] | None = setting(None, "1 for grey, 3 for colour; what the network needs by default.")
    validation_share: float = setting(
        0.2, "Share of the training examples kept for validation, per class, where the source has none.", gt=0, lt=1
    )
    test_share: float = setting(
        0.2, "Share of all examples kept for the test, per class, where the source has none.", gt=0, lt=1
    )
    split_seed: int = setting(0, "Seed of the split; the run's seed does not change what is measured.", ge=0, lt=2**31)
    normalization: Literal["auto", "weights", "training", "none"] = setting(
        "auto",
        "Mean and deviation: of the starting weights, of the training set, or none; auto prefers the weights'.",
    )
    extra: SerializeAsAny["DataSource"] | None = setting(
        None, "More training examples: a second source with the same classes."
    )

    @classmethod
    def kind_with(cls, settings: "Mapping[str, Any]") -> str:  # noqa: ARG003 - for subclasses
        """Return what the data are with these settings, as they are written; `either` where only reading tells."""
        return cls.kind

    @field_validator("classes")
    @classmethod
    def _each_class_once(cls, classes: tuple[str, ...] | None) -> tuple[str, ...] | None:
        twice = next((name for name in classes or () if (classes or ()).count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"{shown(twice)} stands there twice; name each class once")
        return classes

    def read(self) -> "Splits":
        """Return every example, or raise `DataError`."""
        raise NotImplementedError

    def check(self) -> None:
        """Raise `DataError` where a look without torch, and without reading the data, shows that `read` would.

        It is asked before runs are queued, just before the fingerprint, which tells of data that is not there.
        """

    def class_names(self) -> tuple[str, ...] | None:
        """Return all classes, in the order in which `read` has them, where a look tells them without torch; else None.

        What `check` is there to tell may be raised here, too.
        """
        return None

    def example_shape(self) -> tuple[int, ...] | None:
        """Return the shape of an example as it is read, (C, H, W) or (F,), where a look tells it; else None."""
        return None

    def fingerprint(self) -> str:
        """Return a short hash of the data itself (contents up to a bound, else names and sizes), without torch."""
        raise NotImplementedError


def chosen_source(section: Any, place: str = "data") -> DataSource:
    """Return the source that a section of a configuration describes, or raise `PlanError`."""
    reader = Reader()
    source = reader.component(DataSource, section, place)
    if source is None:
        raise PlanError(reader.problems)
    return source
