"""What is known of figures by their names: part, label, unit, and whether high or low is good."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from store.figures import better

PARTS = {
    "test": "test",
    "val": "validation",
    "train": "training set",
    "source": "source task",
    "start": "start, before the first step",
    "speed": "speed and cost",
    "time": "speed and cost",
    "epochs": "speed and cost",
}
OTHER = "other"
MEASURED = ("test", "val", "train", "source", "start")
"""Parts that are sets of examples, or times at which those are measured."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is measured: its label, unit, and decimals (0: as it suits).

    `direction` is +1 where high is good, -1 where low is, 0 where neither, and None where the name says it.
    `factor` and `shown_unit` are for reading only; values stay in `unit`.
    """

    label: str
    direction: int | None = None
    unit: str = ""
    decimals: int = 0
    factor: float = 1.0
    shown_unit: str = ""
    is_share: bool = False
    """Whether it lies between 0 and 1, so that a difference means the same wherever it is."""


QUANTITIES = {
    "accuracy": Quantity("accuracy", decimals=3, is_share=True),
    "accuracy_by_batch": Quantity("accuracy by batch statistics", decimals=3, is_share=True),
    "macro_f1": Quantity("macro-F1", decimals=3, is_share=True),
    "loss": Quantity("loss"),
    "calibration_error": Quantity("calibration error", decimals=3, is_share=True),
    "batch_loss": Quantity("batch loss", 0),
    "images_per_second": Quantity("images a second"),
    "peak_memory": Quantity("peak memory", unit="bytes", factor=2**-20, shown_unit="MiB"),
    "seconds": Quantity("time", unit="s", decimals=1),
    "epochs": Quantity("epochs run", 0),
    "epoch": Quantity("epoch of the weights", 0),
    "lr": Quantity("learning rate", 0),
}
MADE = {
    "forgotten": ("source task", "accuracy lost", Quantity("accuracy lost", -1, decimals=3, is_share=True)),
    "gap": ("training set", "train \N{MINUS SIGN} validation", Quantity("gap", 0, decimals=3, is_share=True)),
}
"""Figures that are made here from two others: the part that each is shown in, and its label."""
LATENCY = re.compile(r"latency_(\d+)_ms")
UNDER = re.compile(r"accuracy_under_([a-z]+)(?:_(\d))?")
"""Accuracy on a set that was made worse, in one way, and perhaps at one strength."""
LESSER = ("macro_f1", "calibration_error")
"""Shown of the test set at once, of training and validation set only when everything is asked for."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure as it is shown."""

    key: str
    part: str
    label: str
    quantity: Quantity
    minor: bool
    """Whether it is shown only when everything is asked for."""

    @property
    def direction(self) -> int:
        """Say whether high (+1) or low (-1) is good, or neither (0)."""
        if self.quantity.direction is not None:
            return self.quantity.direction
        return 0 if self.part == OTHER else {"max": +1, "min": -1}[better(self.key)]

    @property
    def title(self) -> str:
        """Return how the figure is called where its part is not told: `test accuracy`, `time (s)`."""
        measured = self.key.rpartition(".")[0].replace(".", " ")
        return f"{measured} {self.quantity.label}" if measured.partition(" ")[0] in MEASURED else self.shown_label

    @property
    def shown_label(self) -> str:
        """Return the label with the unit that a person reads."""
        unit = self.quantity.shown_unit or self.quantity.unit
        return f"{self.label} ({unit})" if unit else self.label


def metric(key: str) -> Metric:
    """Return what is known of a figure by its name (`test.accuracy`, `start.source.loss`); any name will do."""
    first, _, rest = key.partition(".")
    measured = key.rpartition(".")[2]
    quantity = _quantity(measured)
    if first == "start" and rest.startswith("source."):
        return Metric(key, PARTS["source"], f"{quantity.label} before", quantity, minor=measured != "accuracy")
    if first == "start":
        part = rest.partition(".")[0]
        label = f"{part} {quantity.label}"
        return Metric(key, PARTS["start"], label, quantity, minor=measured != "accuracy" or part == "train")
    if first == "source":
        return Metric(key, PARTS["source"], f"{quantity.label} after", quantity, minor=measured != "accuracy")
    if first in MADE:
        return Metric(key, *MADE[first], minor=False)
    return Metric(key, PARTS.get(first, OTHER), quantity.label, quantity, minor=_is_minor(first, measured))


def _is_minor(part: str, measured: str) -> bool:
    worse = UNDER.fullmatch(measured)
    return (
        measured in ("lr", "batch_loss", "accuracy_by_batch")
        or (part in ("val", "train") and measured in LESSER)
        or (worse is not None and worse[2] is not None)
    )


def _quantity(measured: str) -> Quantity:
    known = QUANTITIES.get(measured)
    if known is not None:
        return known
    latency = LATENCY.fullmatch(measured)
    if latency:
        return Quantity(f"latency of {latency[1]}", unit="ms")
    worse = UNDER.fullmatch(measured)
    if worse:
        return Quantity(f"accuracy under {' '.join(filter(None, worse.groups()))}", decimals=3, is_share=True)
    return Quantity(measured.replace("_", " "))


def with_made_figures(figures: Mapping[str, float]) -> dict[str, float]:
    """Add what is made from two figures: the accuracy lost on the source task, and the gap of train and validation."""
    made = dict(figures)
    for name, minuend, subtrahend in (
        ("forgotten.accuracy", "start.source.accuracy", "source.accuracy"),
        ("gap.accuracy", "train.accuracy", "val.accuracy"),
    ):
        if minuend in figures and subtrahend in figures:
            made[name] = figures[minuend] - figures[subtrahend]
    return made


def in_order(keys: Iterable[str]) -> list[Metric]:
    """Return the figures by part, within a part as the quantities are listed, what was before above what was after."""
    return sorted(map(metric, set(keys)), key=_place)


_PARTS = [*dict.fromkeys(PARTS.values()), OTHER]
_TIMES = ("start", "source", "forgotten", "gap")


def _place(figure: Metric) -> tuple[int, int, int, str]:
    first, measured = figure.key.partition(".")[0], figure.key.rpartition(".")[2]
    quantity = list(QUANTITIES).index(measured) if measured in QUANTITIES else len(QUANTITIES)
    time = _TIMES.index(first) if first in _TIMES else 0
    return _PARTS.index(figure.part), quantity, time, figure.key
