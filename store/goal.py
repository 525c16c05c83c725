"""Whether a run reached what its experiment set out for."""

import operator
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.status import Status

_COMPARISONS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
_GOAL = re.compile(r"\s*([\w.]+)\s*(>=|<=|>|<)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*")


def goal_metric(goal: str | None) -> str:
    """Return the metric of a goal such as `test.accuracy >= 0.8`, or nothing."""
    parts = _GOAL.fullmatch(goal or "")
    return parts[1] if parts else ""


def goal_words(reached: bool | None, status: "Status") -> str:  # noqa: FBT001 - what `reached` answers
    """Return how a run stands with its goal: reached, missed, or not measured, yet or for good."""
    if reached is None:
        return "not measured" if status.ended else "not measured yet"
    return "reached" if reached else "missed"


def reached(goal: str | None, figures: "Mapping[str, float]") -> bool | None:
    """Say whether figures reach a goal; None without a goal or without its metric."""
    parts = _GOAL.fullmatch(goal or "")
    if parts is None or parts[1] not in figures:
        return None
    return bool(_COMPARISONS[parts[2]](figures[parts[1]], float(parts[3])))
