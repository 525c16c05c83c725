"""The table of examples that are walked through."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.compare.browse import KINDS, Browser
from store.compare.flipped import Changes, change_cell
from store.compare.said import Said, said_of
from store.compare.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    from store.predictions import Predictions


@dataclass(frozen=True)
class Beside:
    """More columns beside the ones that every example has, with their cells by its number."""

    columns: tuple[Column, ...]
    cells: "Mapping[int, tuple[Cell, ...]]"


def browser_table(browser: Browser, places: Sequence[int], kind: str, beside: Beside | None = None) -> Table:
    """Return a row an example, in the order given: what each side said, with probabilities, and what became of it."""
    beside = beside or Beside((), {})
    changes = browser.changes
    columns = (
        Column("example", "right"),
        Column("class"),
        Column(changes.baseline.label),
        Column(changes.other.label),
        Column("change", whole=True),
        *beside.columns,
    )
    rows = (Row((*example_cells(changes, place), *beside.cells.get(place, ())), key=str(place)) for place in places)
    return Table(f"{browser.split} examples: {KINDS[kind]}", columns, tuple(rows), tuple(_notes(browser)), "examples")


def example_cells(changes: Changes, place: int) -> Iterator[Cell]:
    """Yield the cells of an example: its number, its class, what each side said, and what became of it."""
    name = changes.baseline.first.true_class(place)
    yield Cell(str(place), place)
    yield Cell(name, name)
    yield said_cell(changes.before, place)
    yield said_cell(changes.after, place)
    yield change_cell(changes, place)


def said_cell(runs: "Sequence[Predictions]", place: int) -> Cell:
    """Return what runs take an example for: of several, how many do; and the probability, on their mean."""
    found = said_of(runs, place)
    value = [{"class": said.name, "runs": said.runs, "probability": said.probability} for said in found]
    return Cell(", ".join(_told(said, len(runs)) for said in found), value)


def _told(said: Said, runs: int) -> str:
    times = f" ×{said.runs}" if runs > 1 else ""
    return f"{said.name}{times} ({said.probability:.2f})"


def _notes(browser: Browser) -> Iterator[str]:
    counts = [f"{browser.count(kind):,} {words}" for kind, words in KINDS.items() if kind != "all"]
    yield f"Of {browser.count('all'):,} examples: {', '.join(counts)}."
    if len(browser.changes.pairs) > 1:
        yield "Behind a class: how many runs take the example for it, and how probable they find it on their mean."
