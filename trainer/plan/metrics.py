"""The figures that a run ends with, by name: what a goal may speak of."""

from dataclasses import dataclass
from itertools import product
from typing import get_args

from trainer.metrics.base import known
from trainer.plan.sections.training import Training

SETS = {
    "train": "the measured part of the training set",
    "val": "the validation set",
    "test": "the test set",
    "source": "the source task's test set",
}
"""What is measured, with what it is."""


CORRUPTIONS: tuple[str, ...] = get_args(get_args(Training.model_fields["corruptions"].annotation)[0])
"""Ways in which the test set may be made worse."""


@dataclass(frozen=True)
class Figure:
    """One figure: what it means, and whether it is a share from 0 to 1."""

    name: str
    help: str
    share: bool = False


_OTHERS = (
    Figure("speed.latency_1_ms", "Milliseconds to classify one example"),
    Figure("speed.latency_64_ms", "Milliseconds to classify a batch of 64"),
    Figure("speed.images_per_second", "Training examples a second"),
    Figure("speed.peak_memory", "Bytes of memory at the peak"),
    Figure("time.seconds", "Seconds from start to end"),
    Figure("epochs", "Epochs trained"),
)


def known_metrics() -> dict[str, Figure]:
    """Return every figure of a run by name; `start.` stands before what was measured ahead of the first step."""
    measured = {}
    for before, part, metric in product(("", "start."), SETS, known()):
        name = f"{before}{part}.{metric.component_name}"
        when = " before the first step" if before else ""
        measured[name] = Figure(name, f"{metric.help()}, on {SETS[part]}{when}", metric.share)
    for way in ("corruption", *CORRUPTIONS, "attack"):
        name = f"test.accuracy_under_{way}"
        measured[name] = Figure(name, f"Share of the test pictures that are right under {way}", share=True)
    return measured | {figure.name: figure for figure in _OTHERS}
