"""What the runs of an experiment say together, whatever of them is shown: what they compare with, their colours."""

from typing import TYPE_CHECKING, NamedTuple

from store.compare.curves.palette import colour_numbers
from store.row import by_age
from store.yardstick import Yardstick, on_same_examples
from tui.listing.lines import test_by_seed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.row import Row


class Experiment(NamedTuple):
    """What its runs are compared with, the number of each variant's colour, and each one's newest configuration."""

    yardstick: Yardstick
    colours: dict[str, int]
    newest: dict[str, str]


class Experiments:
    """Works out of all runs what is asked for of their experiments, once."""

    def __init__(self, rows: "Iterable[Row]") -> None:
        self._rows: dict[str, list[Row]] = {}
        for row in rows:
            self._rows.setdefault(row.experiment, []).append(row)
        self._known: dict[str, Experiment] = {}
        self._figures: dict[int, dict[int, float]] = {}

    def of(self, name: str) -> Experiment:
        """Return what there is to know of an experiment."""
        if name not in self._known:
            rows = sorted(self._rows[name], key=by_age)
            newest = {row.variant: row.config_hash for row in rows}
            self._known[name] = Experiment(Yardstick(rows), colour_numbers(rows), newest)
        return self._known[name]

    def baseline(self, rows: "Sequence[Row]") -> dict[int, float]:
        """Return the test figures by seed of what runs of one configuration compare with, where these compare."""
        group = self.of(rows[0].experiment).yardstick.of(rows)
        if not group or not on_same_examples(rows[0], group[0]):
            return {}
        if id(group) not in self._figures:
            self._figures[id(group)] = test_by_seed(group)
        return self._figures[id(group)]
