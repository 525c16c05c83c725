"""The figures that a run ends with, by name: what a goal may speak of."""

from dataclasses import dataclass
from itertools import product

SETS = {
    "train": "the measured part of the training set",
    "val": "the validation set",
    "test": "the test set",
    "source": "the source task's test set",
}
"""What is measured, with what it is."""


@dataclass(frozen=True)
class Metric:
    """One figure: what it means, which direction is better (`higher`, `lower`), whether it is a share from 0 to 1."""

    name: str
    help: str
    better: str
    share: bool = False


MEASURES = (
    Metric("accuracy", "share of the examples whose likeliest class is the right one", "higher", share=True),
    Metric("macro_f1", "mean over the classes of the harmonic mean of precision and recall", "higher", share=True),
    Metric("loss", "mean cross-entropy", "lower"),
    Metric(
        "calibration_error",
        "expected difference between confidence and accuracy (Guo et al. 2017)",
        "lower",
        share=True,
    ),
)
"""What is measured on each set."""

_OTHERS = (
    Metric("speed.latency_1_ms", "milliseconds to classify one example", "lower"),
    Metric("speed.latency_64_ms", "milliseconds to classify a batch of 64", "lower"),
    Metric("speed.images_per_second", "training examples a second", "higher"),
    Metric("speed.peak_memory", "bytes of memory at the peak", "lower"),
    Metric("time.seconds", "seconds from start to end", "lower"),
    Metric("epochs", "epochs trained", "lower"),
)


def known_metrics() -> dict[str, Metric]:
    """Return every figure of a run by name; `start.` stands before what was measured ahead of the first step."""
    measured = {}
    for before, part, measure in product(("", "start."), SETS, MEASURES):
        name = f"{before}{part}.{measure.name}"
        when = " before the first step" if before else ""
        measured[name] = Metric(name, f"{measure.help}, on {SETS[part]}{when}", measure.better, measure.share)
    return measured | {metric.name: metric for metric in _OTHERS}
