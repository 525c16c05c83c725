"""The table model: what is on screen and what is exported are made from the same tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Literal

from store.visible import visible

Mark = Literal["", "better", "worse", "differs", "dim"]
Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `text` is what a person reads and always printable.

    `value` is what a script reads: a number, a string, a list, a mapping of numbers (`mean`, `spread`, `n`), or None
    where there is nothing.
    """

    text: str = ""
    value: Any = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        shown = visible(self.text)
        if shown is not self.text:
            object.__setattr__(self, "text", shown)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `name` is unique in its table and what scripts use; `title` is what a person reads (else the name).

    Where the width is short, columns of words (left-aligned, not `whole`) are cut, and columns with a `drop` are left
    out, the highest first.
    """

    name: str
    align: Align = "left"
    title: str = ""
    drop: int = 0
    whole: bool = False

    @property
    def words(self) -> bool:
        """Say whether cells of the column may be cut."""
        return self.align == "left" and not self.whole

    @property
    def header(self) -> str:
        """Return the text at the head of the column."""
        return visible(self.title or self.name)


@dataclass(frozen=True, slots=True)
class Row:
    """One row. Rows of one `group` stand together under its name; `key` is what the row is about (a path, say).

    `more` is what else scripts may want to know of it, by name; `lesser` says that it is left out of a short table.
    """

    cells: tuple[Cell, ...]
    key: str = ""
    group: str = ""
    unit: str = ""
    help: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    lesser: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title and notes. `name` is what scripts call it; where others are paged, column one stays."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    name: str = "rows"

    def sections(self) -> list[tuple[str, list[Row]]]:
        """Return the rows by group, in their order; a group's name is empty where there are none."""
        return [(visible(group), list(rows)) for group, rows in groupby(self.rows, key=lambda row: row.group)]

    @property
    def has_header(self) -> bool:
        """Say whether any column says at its head what it is."""
        return any(column.header.strip() for column in self.columns)

    def without_lesser(self) -> "Table":
        """Return the table without the rows that a short one leaves out."""
        return replace(self, rows=tuple(row for row in self.rows if not row.lesser))

    def without_empty(self) -> "Table":
        """Return the table without columns that say nothing: those without any text, and droppable ones of no value."""
        kept = [place for place, column in enumerate(self.columns) if self._says_something(place, column)]
        rows = tuple(replace(row, cells=tuple(row.cells[place] for place in kept)) for row in self.rows)
        return replace(self, columns=tuple(self.columns[place] for place in kept), rows=rows)

    def called(self, label: str) -> "Table":
        """Return the table as one of several of its kind, each about something else."""
        return replace(self, title=f"{label}: {self.title[:1].lower()}{self.title[1:]}", name=f"{label}.{self.name}")

    def _says_something(self, place: int, column: Column) -> bool:
        cells = [row.cells[place] for row in self.rows]
        return not cells or any(cell.value is not None or (cell.text and not column.drop) for cell in cells)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG. `file` is what it is called where it lies beside a document, nothing where it does not.

    `name` is what it is of (a metric, say).
    """

    title: str
    svg: str
    name: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines to be copied as they are. `name` is what scripts call it, `language` what Markdown calls its language."""

    title: str
    text: str
    name: str
    language: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Several tables under one title. `about` says what is shown, `notes` what makes the whole doubtful.

    Pictures follow the tables, and listings the pictures.
    """

    title: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    listings: tuple[Listing, ...] = ()
