"""Whether a run reached what its experiment set out for."""

import operator
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMPARISONS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
_GOAL = re.compile(r"\s*([\w.]+)\s*(>=|<=|>|<)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*")


def goal_metric(goal: str | None) -> str:
    """Return the metric of a goal such as `test.accuracy >= 0.8`, or nothing."""
    parts = _GOAL.fullmatch(goal or "")
    return parts[1] if parts else ""


def reached(goal: str | None, figures: "Mapping[str, float]") -> bool | None:
    """Say whether figures reach a goal; None without a goal or without its metric."""
    parts = _GOAL.fullmatch(goal or "")
    if parts is None or parts[1] not in figures:
        return None
    return bool(_COMPARISONS[parts[2]](figures[parts[1]], float(parts[3])))
