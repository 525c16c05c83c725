"""How the run list is sorted."""

from typing import TYPE_CHECKING, Any, NamedTuple

from tui.listing.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.listing.fields import Field

NEWEST = "created"
STILL = frozenset({NEWEST, "name", "id", "status", "note", "tags", "device"})
"""Fields that a figure that comes in does not change."""


class Order(NamedTuple):
    """By what field the list is sorted, and whether the other way round."""

    by: str = NEWEST
    reverse: bool = False

    def turned(self) -> "Order":
        """Return the same order the other way round."""
        return Order(self.by, not self.reverse)

    def to(self, by: str) -> "Order":
        """Return the order by a field; chosen again it is turned round."""
        return self.turned() if by == self.by else Order(by)


def sort_lines(lines: list[Line], rank: "Callable[[Line], Any]", *, reverse: bool) -> list[Line]:
    """Sort lines by their ranks; those without one come last either way, numbers before texts."""
    ranked = [(rank(line), line) for line in lines]
    known = [pair for pair in ranked if pair[0] is not None]
    if len({isinstance(value, str) for value, _ in known}) > 1:
        known = [((isinstance(value, str), value), line) for value, line in known]
    known.sort(key=lambda pair: pair[0], reverse=reverse)
    return [line for _, line in known] + [line for value, line in ranked if value is None]


def sorted_by(lines: list[Line], field: "Field", order: Order) -> list[Line]:
    """Sort lines by a field: the newest first, the best figure first, names and settings from the lowest."""
    return sort_lines(
        lines, lambda line: line.known(f"rank {order.by}", lambda: field.rank(line)), reverse=order.reverse
    )
