"""Made-up rows and the lines of them."""

from collections.abc import Sequence
from typing import Any

from store.row import Row
from store.status import Status
from tui.listing.experiments import Experiments
from tui.listing.fields import field_of
from tui.listing.folds import Folds
from tui.listing.grouping import EXPERIMENT, Look, build
from tui.listing.lines import Line
from tui.listing.lookup import nothing_known
from tui.listing.order import Order


def row(variant: str = "tuned", seed: int = 0, **changes: Any) -> Row:
    fields: dict[str, Any] = {
        "id": f"{variant}-{seed}",
        "experiment": "decline",
        "config_hash": f"hash-of-{variant}",
        "created": 100.0 + seed,
        "status": Status.FINISHED,
    }
    return Row(**(fields | {"variant": variant, "seed": seed} | changes))


def measured(variant: str, accuracy: float, seed: int = 0, **changes: Any) -> Row:
    return row(variant, seed, figures={"test.accuracy": accuracy}, **changes)


def look(order: Order | None = None, folds: Folds | None = None, grouping: str = EXPERIMENT) -> Look:
    order = order or Order()
    return Look(order, field_of(order.by, nothing_known), folds or Folds(), grouping)


def lines_of(
    rows: Sequence[Row],
    order: Order | None = None,
    *,
    opened: bool = False,
    everything: Sequence[Row] | None = None,
    grouping: str = EXPERIMENT,
) -> list[Line]:
    return build(rows, look(order, Folds(variants_open=opened), grouping), Experiments(everything or rows))


def titles(lines: Sequence[Line]) -> list[str]:
    return [line.title for line in lines]
