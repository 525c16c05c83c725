"""What the runs of an experiment say together, whatever of them is shown: what they compare with, their colours."""

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from store.compare.curves.palette import numbered
from store.row import created
from store.yardstick import Yardstick, on_same_examples
from tui.listing.lines import test_by_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from store.row import Row


class Experiment(NamedTuple):
    """What its runs are compared with, the number of each variant's colour, and each one's newest configuration."""

    yardstick: Yardstick
    colours: dict[str, int]
    newest: dict[str, str]


def divided(rows: "Iterable[Row]", by: "Callable[[Row], Any]") -> "dict[Any, list[Row]]":
    """Return runs by what they have in common, in the order in which they come."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[by(row)].append(row)
    return found


class Experiments:
    """Works out of all runs what is asked for of their experiments, once."""

    def __init__(self, rows: "Iterable[Row]") -> None:
        self._rows = divided(rows, attrgetter("experiment"))
        self._known: dict[str, Experiment] = {}
        self._figures: dict[int, dict[int, float]] = {}

    def of(self, name: str) -> Experiment:
        """Return what there is to know of an experiment."""
        if name not in self._known:
            rows = sorted(self._rows[name], key=created)
            variants, hashes = ([*map(attrgetter(of), rows)] for of in ("variant", "config_hash"))
            newest = dict(zip(variants, hashes, strict=True))
            self._known[name] = Experiment(Yardstick(rows), numbered(variants), newest)
        return self._known[name]

    def baseline(self, rows: "Sequence[Row]") -> dict[int, float]:
        """Return the test figures by seed of what runs of one configuration compare with, where these compare."""
        group = self.of(rows[0].experiment).yardstick.of(rows)
        if not group or not on_same_examples(rows[0], group[0]):
            return {}
        if id(group) not in self._figures:
            self._figures[id(group)] = test_by_seed(group)
        return self._figures[id(group)]
