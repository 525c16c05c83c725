"""Made-up rows and the lines of them."""

from collections.abc import Sequence
from typing import Any

from store.row import Row
from store.status import Status
from tui.lines import Folds, Line, Order, build


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


def lines_of(
    rows: Sequence[Row], order: Order | None = None, *, opened: bool = False, everything: Sequence[Row] | None = None
) -> list[Line]:
    return build(rows, order or Order(), Folds(variants_open=opened), everything)


def titles(lines: Sequence[Line]) -> list[str]:
    return [line.title for line in lines]
