"""What is told of a regularizer beside its settings: where it acts, what it needs, what it costs, where it is from."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from inspect import getdoc

from trainer.regularizers.base import HOOKS, Regularizer, overrides

_SOURCE = re.compile(r"\(([^()]*\b(?:19|20)\d\d[^()]*)\)")
COSTS = "costs.json"
"""Beside the methods: what each was measured to cost, written by `python -m tests.benchmarks methods`."""


@dataclass(frozen=True)
class Cost:
    """What a method was measured to cost: a step's time as a multiple of the bare step's, and µs a picture."""

    step: float
    picture: float | None = None

    def __str__(self) -> str:
        """Return it in words."""
        picture = "" if self.picture is None else f", {self.picture:.0f} µs a picture"
        return f"{self.step:.2f} times a bare step{picture}"


@cache
def measured_costs() -> dict[str, Cost]:
    """Return the cost of every method that was measured, by name."""
    text = files("trainer.regularizers").joinpath(COSTS).read_text("utf-8")
    return {name: Cost(entry["step"], entry.get("picture")) for name, entry in json.loads(text).items()}


def first_line(method: type[Regularizer]) -> str:
    """Return what a method does, in a line."""
    return (getdoc(method) or "").partition("\n")[0]


def source(method: type[Regularizer]) -> str:
    """Return the paper that a method is from, as its first line names it."""
    found = _SOURCE.search(first_line(method))
    return found[1] if found else ""


def places(method: type[Regularizer]) -> dict[str, str]:
    """Return the places in the loop where a method acts, in the loop's order, with what each is for."""
    acting = [hook for hook in HOOKS if overrides(method.model_construct(), hook)]
    return {hook: (getdoc(getattr(Regularizer, hook)) or "").partition("\n")[0] for hook in acting}


def facts(method: type[Regularizer]) -> Iterator[str]:
    """Yield what there is to know of a method, a sentence each."""
    kinds = {"images": "pictures", "features": "tables"}
    yield f"Acts on {' and '.join(kinds[kind] for kind in method.applies_to)}."
    for hook, what in places(method).items():
        yield f"In the loop, {hook}: {what[:1].lower()}{what[1:]}"
    if method.needs_start:
        yield "Needs a start (network.start)."
    if method.needs_source:
        yield "Needs the data of the source task (section source)."
    for name, reason in sorted(method.excludes.items()):
        yield f"Not together with {name}: {reason}."
    cost = measured_costs().get(method.component_name)
    if cost is not None:
        yield f"Cost: {cost}{_beyond(method, cost)}."


def _beyond(method: type[Regularizer], cost: Cost) -> str:
    """Return a remark where a step costs more than the method's own paper, or a plain reckoning, would have it."""
    if method.group == "images" or cost.step <= method.usual_cost:
        return ""
    return f" (more than the {method.usual_cost:g} times that one would expect)"
