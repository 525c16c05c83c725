"""Who has reached the goal: groups over seeds, of what has moved."""

from collections import defaultdict
from typing import TYPE_CHECKING

from store.names import PROBE, members_of
from store.yardstick import Yardstick, on_same_examples
from tui.home.lines import GOALS, HomeLine, Section
from tui.listing.lines import TEST, Line, variant_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from store.row import Row


class Siblings:
    """The runs of some experiments, with what each configuration is compared with; worked out once a configuration."""

    def __init__(self, rows: "Iterable[Row]", wanted: "Collection[str]") -> None:
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row.experiment in wanted:
                self._rows[row.experiment].append(row)
        self._yardsticks = {experiment: Yardstick(found) for experiment, found in self._rows.items()}
        self._figures: dict[str, dict[int, float]] = {}

    def variant(self, row: "Row") -> "list[Row]":
        """Return the runs of a run's variant, of whatever configuration."""
        return [one for one in self._rows[row.experiment] if one.variant == row.variant]

    def baseline(self, row: "Row") -> dict[int, float]:
        """Return the test figures, by seed, of what a run's group is compared with; none where they do not compare."""
        key = variant_key(row)
        if key not in self._figures:
            group = [one for one in self.variant(row) if one.config_hash == row.config_hash]
            base = self._yardsticks[row.experiment].of(group)
            if base and not on_same_examples(row, base[0]):
                base = []
            self._figures[key] = {one.seed: value for one in base if (value := one.figures.get(TEST)) is not None}
        return self._figures[key]


def goals(moved: "Iterable[Row]", siblings: Siblings) -> Section:
    """Return the groups of runs that have moved, each with all its seeds: the newest first, those with a goal only."""
    groups: dict[str, Row] = {}
    for row in moved:
        if row.goal and not row.variant.startswith(PROBE):
            groups.setdefault(variant_key(row), row)
    lines = [group_line(row, siblings) for row in groups.values()]
    lines = [line for line in lines if any(row.reached is not None for row in line.rows)]
    lines.sort(key=lambda line: max(row.created for row in line.rows), reverse=True)
    return Section(GOALS, "Goals", lines, len(lines), filter="goal:reached,missed" if lines else "")


def group_line(row: "Row", siblings: Siblings) -> HomeLine:
    """Return the line of a run's group: one configuration of a variant, over its seeds."""
    variant = siblings.variant(row)
    rows = members_of(one for one in variant if one.config_hash == row.config_hash)
    newest = max(variant, key=lambda one: one.created)
    earlier = newest.config_hash != row.config_hash
    line = Line(variant_key(row), "variant", row.variant, 1, rows, baseline=siblings.baseline(row), earlier=earlier)
    return HomeLine(line.key, "group", GOALS, line=line, filter=_filter_of(row, earlier=earlier))


def _filter_of(row: "Row", *, earlier: bool) -> str:
    terms = [f"experiment:{word(row.experiment)}", f"variant:{word(row.variant)}"]
    return " ".join([*terms, *([f"hash:{row.config_hash}"] if earlier else [])])


def word(name: str) -> str:
    """Return a name as a filter takes it; signs that mean something there stand for any text."""
    name = name.replace('"', "*").replace(",", "*")
    return f'"{name}"' if any(sign.isspace() for sign in name) else name
