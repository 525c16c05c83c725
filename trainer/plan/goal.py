"""What a variant is to reach."""

import re
from dataclasses import dataclass
from math import isfinite
from typing import Self

from store.errors import did_you_mean
from trainer.plan.metrics import known_metrics
from trainer.settings.problems import one_of, shown

_FORM = re.compile(r"\s*([\w.]+)\s*(>=|<=|>|<|≥|≤)\s*(\S+)\s*", re.ASCII)


@dataclass(frozen=True)
class Goal:
    """A metric and the threshold that it is to reach, such as `test.accuracy >= 0.8`."""

    metric: str
    comparison: str
    threshold: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the goal that a text states, or raise a `ValueError` that says what would be right."""
        found = _FORM.fullmatch(text)
        threshold = _number(found[3]) if found else None
        if found is None or threshold is None:
            raise ValueError(
                f'must be a metric, a comparison and a number, such as "test.accuracy >= 0.8", not {shown(text)}'
            )
        metric = known_metrics().get(found[1])
        if metric is None:
            near = did_you_mean(found[1], known_metrics()) or f"; it would be {one_of(known_metrics())}"
            raise ValueError(f"{shown(found[1])} is no metric{near}")
        if metric.share and not 0 <= threshold <= 1:
            share = f"; for {threshold:g} % write {threshold / 100:g}" if 1 < threshold <= 100 else ""
            raise ValueError(f"{metric.name} lies between 0 and 1, so {threshold:g} is no threshold for it{share}")
        return cls(metric.name, {"≥": ">=", "≤": "<="}.get(found[2], found[2]), threshold)

    def __str__(self) -> str:
        """Return the goal as it is written in a file."""
        return f"{self.metric} {self.comparison} {self.threshold!r}"


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
