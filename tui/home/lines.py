"""The lines of Home: headings, runs, groups with a goal, devices; and how many of each section are shown."""

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from store.status import WENT_WRONG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.row import Row
    from tui.listing.lines import Line
    from tui.widgets.columns import Cell

RUNNING, WAITING, ENDED, DEVICES, GOALS = "running", "waiting", "ended", "devices", "goals"
LEAST = 3
"""Lines of a section that are shown at least, where it has so many."""
MOST = 200
"""Lines of a section that are shown at most, however high the screen is."""
ROOMY = 30
"""Lines of screen from which on the sections stand apart."""


@dataclass(eq=False, slots=True)
class HomeLine:
    """One line. `kind` says what it is: heading, run, trials, group, device, note, more or gap."""

    key: str
    kind: str
    section: str
    text: str = ""
    """What a heading, a note and `more` say; of a device all that there is to say."""
    line: "Line | None" = None
    """The run, or the group, as the list of runs has it."""
    cells: "tuple[Cell, ...]" = ()
    """The cells of a device."""
    filter: str = ""
    """What the list of runs is filtered by when the line is opened."""

    @property
    def rows(self) -> "list[Row]":
        """The runs that it is about."""
        return self.line.rows if self.line else []

    def put(self, row: "Row") -> None:
        """Take in how a run of it stands now."""
        if self.line:
            self.line.take(row)


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it: the first lines at least, of `total` that there are.

    Of an empty one the title says that there is nothing.
    """

    name: str
    title: str
    lines: "Sequence[HomeLine]" = ()
    total: int = 0
    runs: int = 0
    """How many runs these lines are about, where that is told."""
    filter: str = ""
    """What the list of runs shows all of them by; nothing where no filter does."""


def lay_out(sections: "Sequence[Section]", room: int) -> list[HomeLine]:
    """Return the lines to show in so much room: each section's first few, what is left to the first that want it."""
    apart = room >= ROOMY
    sizes = _sizes(sections, room - len(sections) - (len(sections) - 1 if apart else 0))
    shown: list[HomeLine] = []
    for section, size in zip(sections, sizes, strict=True):
        if apart and shown:
            shown.append(HomeLine(f"gap/{section.name}", "gap", section.name))
        shown += [_heading(section), *_first(section, size)]
    return shown


def _heading(section: Section) -> HomeLine:
    key = f"heading/{section.name}"
    if not section.total:
        return HomeLine(key, "note", section.name, section.title)
    return HomeLine(key, "heading", section.name, f"{section.title}  {section.runs or section.total:,}")


def _sizes(sections: "Sequence[Section]", room: int) -> list[int]:
    """Share lines out: the least to each, then one by one to those that have more, what ended first."""
    wanted = [min(section.total, MOST) for section in sections]
    sizes = [min(size, LEAST) for size in wanted]
    order = sorted(range(len(sections)), key=lambda place: sections[place].name != ENDED)
    left = room - sum(sizes)
    while left > 0 and sizes != wanted:
        for place in order:
            if left > 0 and sizes[place] < wanted[place]:
                sizes[place] += 1
                left -= 1
    return sizes


def _first(section: Section, size: int) -> "list[HomeLine]":
    if size >= section.total:
        return list(section.lines[:size])
    hidden = section.total - size + 1
    more = f"… {hidden:,} more" + (": enter lists them" if section.filter else "")
    last = HomeLine(f"more/{section.name}", "more", section.name, more, filter=section.filter)
    return [*_telling(section.lines, size - 1), last]


def _telling(lines: "Sequence[HomeLine]", count: int) -> "list[HomeLine]":
    """Return so many lines, in their order: up to half of them tell what went wrong, wherever it stands."""
    wrong = [place for place, line in enumerate(lines) if any(row.status in WENT_WRONG for row in line.rows[:1])]
    kept = set(wrong[: (count + 1) // 2])
    others = (place for place in range(len(lines)) if place not in kept)
    return [lines[place] for place in sorted([*kept, *islice(others, count - len(kept))])]
