"""A way to look at the list of runs, to be kept and taken again."""

from typing import Any, NamedTuple

from tui.listing.fields import NAME, USUAL
from tui.listing.grouping import EXPERIMENT, GROUPINGS
from tui.listing.order import NEWEST, Order


class View(NamedTuple):
    """What is filtered, shown, sorted and grouped by."""

    query: str = ""
    columns: tuple[str, ...] = USUAL
    order: Order = Order()
    grouping: str = EXPERIMENT

    def as_json(self) -> dict[str, Any]:
        """Return it as `view_of` reads it."""
        return self._asdict() | {"order": self.order._asdict()}

    @property
    def told(self) -> str:
        """What it does otherwise than the usual one, in words."""
        shown = [column for column in self.columns if column not in USUAL]
        parts = (
            self.query,
            f"by {self.order.by}{', reversed' if self.order.reverse else ''}" if self.order != Order() else "",
            f"grouped by {self.grouping}" if self.grouping != EXPERIMENT else "",
            f"with {', '.join(shown)}" if shown else "",
        )
        return " · ".join(filter(None, parts)) or "the usual columns, the newest first"


def view_of(kept: Any) -> View:
    """Return a view that was kept; what cannot be understood of it is as usual."""
    known = kept if isinstance(kept, dict) else {}
    order = known.get("order")
    order = order if isinstance(order, dict) else {}
    return View(
        query=_text(known.get("query"), ""),
        columns=_columns(known.get("columns")),
        order=Order(_text(order.get("by"), NEWEST), order.get("reverse") is True),
        grouping=known["grouping"] if known.get("grouping") in GROUPINGS else EXPERIMENT,
    )


def _columns(kept: Any) -> tuple[str, ...]:
    names = [name for name in kept if isinstance(name, str)] if isinstance(kept, (list, tuple)) else []
    return (NAME, *(name for name in dict.fromkeys(names) if name != NAME)) if names else USUAL


def _text(kept: Any, otherwise: str) -> str:
    return kept if isinstance(kept, str) else otherwise
