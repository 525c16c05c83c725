"""Which examples went from right to wrong, and back; and what that says where there is one run a side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from store.compare.answers import Answers
from store.compare.numbers import figure, shown_p, signed
from store.compare.said import said_of
from store.compare.statistics.flips import Flips, bootstrap_interval, mcnemar_p
from store.compare.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from store.predictions import Predictions

MOST_EXAMPLES = 20


@dataclass(frozen=True)
class Changes:
    """What became of each example from the baseline to another group: runs of equal seeds are set side by side.

    Where no seed is common, the runs are taken in the order of their seeds.
    """

    baseline: Answers
    other: Answers

    @cached_property
    def pairs(self) -> "list[tuple[Predictions, Predictions]]":
        """The runs side by side."""
        before, after = self.baseline.by_seed, self.other.by_seed
        common = sorted(before.keys() & after.keys())
        if common:
            return [(before[seed], after[seed]) for seed in common]
        return [(before[one], after[two]) for one, two in zip(sorted(before), sorted(after), strict=False)]

    @cached_property
    def lost(self) -> "NDArray[np.int64]":
        """In how many pairs only the baseline gets an example right."""
        return sum(before.right & ~after.right for before, after in self.pairs) + self._none

    @cached_property
    def won(self) -> "NDArray[np.int64]":
        """In how many pairs only the other run gets an example right."""
        return sum(after.right & ~before.right for before, after in self.pairs) + self._none

    @cached_property
    def missed(self) -> "NDArray[np.int64]":
        """In how many pairs neither run gets an example right."""
        return sum(~(after.right | before.right) for before, after in self.pairs) + self._none

    @property
    def before(self) -> "list[Predictions]":
        """The baseline's runs."""
        return [before for before, _ in self.pairs]

    @property
    def after(self) -> "list[Predictions]":
        """The other group's runs."""
        return [after for _, after in self.pairs]

    @property
    def _none(self) -> "NDArray[np.int64]":
        import numpy as np

        return np.zeros(len(self.baseline.first.labels), np.int64)

    def order(self, most: int) -> list[int]:
        """Return the examples that were lost in most pairs, then those that were won; `most` of each."""
        net = self.won - self.lost
        places = [int(place) for place in net.argsort(kind="stable")]
        lost = [place for place in places if net[place] < 0]
        won = [place for place in reversed(places) if net[place] > 0]
        return lost[:most] + won[:most]


def flipped_table(changes: Changes, split: str, most: int = MOST_EXAMPLES) -> Table:
    """Return the examples that the other group lost, and those that it won, by their place in the split."""
    baseline, other = changes.baseline.label, changes.other.label
    return Table(
        f"Examples that {other} lost and won ({split})",
        (Column("example", "right"), Column("class"), Column(baseline), Column(other), Column("change", whole=True)),
        tuple(_row(place, changes) for place in changes.order(most)),
        tuple(_notes(changes, most)),
        f"{other}.examples",
    )


def _row(place: int, changes: Changes) -> Row:
    name = changes.baseline.first.true_class(place)
    sides = (_said(changes.before, place), _said(changes.after, place))
    return Row((Cell(str(place), place), Cell(name, name), *sides, change_cell(changes, place)), key=str(place))


def change_cell(changes: Changes, place: int) -> Cell:
    """Return what became of an example, and in how many pairs of runs."""
    counts = {"lost": int(changes.lost[place]), "won": int(changes.won[place]), "pairs": len(changes.pairs)}
    lost, won, missed = counts["lost"], counts["won"], int(changes.missed[place])
    if lost != won:
        word, count = ("lost", lost) if lost > won else ("won", won)
        return Cell(_in_pairs(word, count, changes), counts, "worse" if lost > won else "better")
    if lost:
        return Cell(f"lost in {lost}, won in {won} of {len(changes.pairs)}", counts)
    return Cell(_in_pairs("both wrong", missed, changes) if missed else "both right", counts, "dim")


def _in_pairs(word: str, count: int, changes: Changes) -> str:
    return word if len(changes.pairs) == 1 else f"{word} in {count} of {len(changes.pairs)}"


def _said(runs: "Sequence[Predictions]", place: int) -> Cell:
    names = [said.name for said in said_of(runs, place)]
    return Cell(", ".join(names), names)


def _notes(changes: Changes, most: int) -> Iterator[str]:
    lost, won = int((changes.lost > changes.won).sum()), int((changes.won > changes.lost).sum())
    shown = f"; the {most} clearest of either are shown" if max(lost, won) > most else ""
    yield f"Of {len(changes.lost):,} examples, {lost:,} lost and {won:,} won{shown}."


def verdict_on_runs(changes: Changes, split: str) -> str:
    """Say whether two single runs differ by more than chance: of these runs, not of their settings."""
    label = changes.other.label
    flips = Flips(len(changes.lost), int(changes.lost.sum()), int(changes.won.sum()))
    p = mcnemar_p(flips)
    low, high = bootstrap_interval(flips)
    found = "more than chance explains" if p < 0.05 else "which chance explains"
    interval = f"from {figure(low, 3)} to {figure(high, 3)}"
    return (
        f"{label}, {split}: of {flips.n:,} examples it lost {flips.lost:,} and won {flips.won:,}, {found} (exact "
        f"McNemar, p {shown_p(p)}): accuracy {signed(flips.difference, 3)}, 95 % {interval} "
        "(bootstrap over examples). This speaks of these two runs, not of their settings: other seeds may differ."
    )
