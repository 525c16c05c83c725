"""What is known of figures by their names: part, label, unit, and whether high or low is good."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
COMPLEMENTS = {"forgotten": "source task", "gap": "training set"}
"""Figures that are made here from others, and the part that each is shown in."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is measured: its label, unit, direction (+1: high is good, -1: low is good), and fewest decimals.

    `factor` and `shown_unit` are for reading only; values stay in `unit`.
    """

    label: str
    direction: int = 0
    unit: str = ""
    decimals: int = 0
    factor: float = 1.0
    shown_unit: str = ""


QUANTITIES = {
    "accuracy": Quantity("accuracy", +1, decimals=3),
    "macro_f1": Quantity("macro-F1", +1, decimals=3),
    "loss": Quantity("loss", -1, decimals=3),
    "calibration_error": Quantity("calibration error", -1, decimals=3),
    "batch_loss": Quantity("batch loss", decimals=3),
    "images_per_second": Quantity("images a second", +1),
    "peak_memory": Quantity("peak memory", -1, "bytes", factor=2**-20, shown_unit="MiB"),
    "seconds": Quantity("time", -1, "s", decimals=1),
    "epochs": Quantity("epochs run"),
    "epoch": Quantity("epoch of the weights"),
    "lr": Quantity("learning rate"),
}
LATENCY = re.compile(r"latency_(\d+)_ms")
DIRECTIONS = ((re.compile(r"accuracy|f1|precision|recall|auc"), +1), (re.compile(r"loss|error|seconds|_ms$"), -1))


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
        return self.quantity.direction

    @property
    def shown_unit(self) -> str:
        """Return the unit that a person reads."""
        return self.quantity.shown_unit or self.quantity.unit


def metric(key: str) -> Metric:
    """Return what is known of a figure by its name (`test.accuracy`, `start.source.loss`); any name will do."""
    first, _, rest = key.partition(".")
    measured = key.rpartition(".")[2]
    quantity = _quantity(measured)
    if first == "start" and rest.startswith("source."):
        return Metric(key, PARTS["source"], f"{quantity.label} before", quantity, measured != "accuracy")
    if first == "start":
        label = f"{_short(rest.partition('.')[0])} {quantity.label}"
        return Metric(key, PARTS["start"], label, quantity, measured != "accuracy" or rest.startswith("train."))
    if first == "forgotten":
        return Metric(key, COMPLEMENTS[first], f"{quantity.label} lost", _turned(quantity), minor=False)
    if first == "gap":
        neutral = Quantity(f"{quantity.label}, train - val", decimals=quantity.decimals)
        return Metric(key, COMPLEMENTS[first], neutral.label, neutral, minor=False)
    label = f"{quantity.label} after" if first == "source" else quantity.label
    return Metric(key, PARTS.get(first, OTHER), label, quantity, measured in ("lr", "batch_loss", "epoch"))


def _short(part: str) -> str:
    return {"val": "validation"}.get(part, part)


def _turned(quantity: Quantity) -> Quantity:
    return Quantity(quantity.label, -quantity.direction, quantity.unit, quantity.decimals)


def _quantity(measured: str) -> Quantity:
    known = QUANTITIES.get(measured)
    if known is not None:
        return known
    latency = LATENCY.fullmatch(measured)
    if latency:
        return Quantity(f"latency, batch {latency[1]}", -1, "ms")
    direction = next((sign for pattern, sign in DIRECTIONS if pattern.search(measured)), 0)
    return Quantity(measured.replace("_", " "), direction)


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
    parts = [*dict.fromkeys(PARTS.values()), OTHER]
    quantities = list(QUANTITIES)

    def place(figure: Metric) -> tuple[int, int, str, int, str]:
        measured = figure.key.rpartition(".")[2]
        known = quantities.index(measured) if measured in quantities else len(quantities)
        time = (
            ("start", "source", "forgotten").index(first)
            if (first := figure.key.partition(".")[0]) in ("start", "source", "forgotten")
            else 3
        )
        return parts.index(figure.part), known, "" if known < len(quantities) else figure.label, time, figure.key

    return sorted(map(metric, set(keys)), key=place)
