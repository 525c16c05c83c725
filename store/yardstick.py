"""What the variants of an experiment are compared with: its baseline, as it was configured when they were queued."""

from typing import TYPE_CHECKING

from store.names import variant_name
from store.row import created

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.row import Row

LAUNCH = 10.0
"""Seconds within which the runs of one launch are queued."""
SHOWN_HASH = 6
"""Signs of its hash by which an earlier configuration is called."""


class Yardstick:
    """Finds the baseline's runs for any runs of one experiment, so that a launch never bends older comparisons."""

    def __init__(self, rows: "Sequence[Row]") -> None:
        self.variant = max(rows, key=created).baseline if rows else ""
        groups: dict[str, list[Row]] = {}
        for row in rows:
            if row.variant == self.variant:
                groups.setdefault(row.config_hash, []).append(row)
        self._groups = sorted(groups.values(), key=_first)

    def of(self, rows: "Sequence[Row]") -> "list[Row]":
        """Return the runs that those of one configuration compare with; none for the baseline, or without one."""
        if not self._groups or rows[0].variant == self.variant:
            return []
        queued = max(map(created, rows)) + LAUNCH
        return next((group for group in reversed(self._groups) if _first(group) <= queued), self._groups[0])

    def name(self, rows: "Sequence[Row]") -> str:
        """Return what the store finds the baseline's runs by (see `of`), or nothing."""
        group = self.of(rows)
        if not group:
            return ""
        return group_name(group[0], earlier=not self.is_newest(group))

    def is_newest(self, group: "Sequence[Row]") -> bool:
        """Say whether runs of the baseline are of its newest configuration."""
        newest = max((row for rows in self._groups for row in rows), key=created)
        return group[0].config_hash == newest.config_hash


def group_name(row: "Row", *, earlier: bool) -> str:
    """Return what the store finds a run's group by: `experiment/variant`, with its hash if it is an earlier one."""
    return variant_name(row) + (f"@{row.config_hash[:SHOWN_HASH]}" if earlier else "")


def on_same_examples(one: "Row", other: "Row") -> bool:
    """Say whether two runs are tested on the same examples, as far as is known."""
    return len({one.held_out, other.held_out} - {""}) < 2


def _first(rows: "Iterable[Row]") -> float:
    return min(map(created, rows))
