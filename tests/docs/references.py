"""Write into docs/references.md what each method is compared with, and how far it is from that.

Run as `python -m tests.docs.references`, here or by `make docs`.
"""

from collections.abc import Callable

from store.compare.markdown import to_markdown
from store.compare.table import Cell, Column, Row, Table
from tests.layers.imports import ROOT
from tests.trainer.regularizers.references import Reference, all_references, largest_deviation
from trainer.plan.catalogue import methods_by_group

PAGE = ROOT / "docs/references.md"
ABOUT = (
    "Each method runs on a small input beside an implementation that nobody here wrote, or beside a number that was "
    "worked by hand from its paper; this is the largest absolute difference between the two. Chance is the same on "
    "both sides. Tests hold it to 1e-05, and see that one percent more in a result would be noticed. The comparisons "
    "stand in `tests/trainer/regularizers/references`; `python -m tests.docs.references`, a part of `make docs`, "
    "writes this page."
)


def page(deviation: Callable[[Reference], float] = largest_deviation) -> str:
    """Return the page as Markdown."""
    return f"# References\n\n{ABOUT}\n\n{to_markdown(_table(deviation))}"


def shown(deviation: float) -> str:
    """Return a deviation with one significant digit, `0` where there is none."""
    return f"{deviation:.0e}" if deviation else "0"


def _table(deviation: Callable[[Reference], float]) -> Table:
    found = all_references()
    rows = []
    for name, method in methods_by_group():
        away = deviation(found[name])
        rows.append(Row((Cell(name, name), Cell(found[name].by), Cell(shown(away), away)), name, method.group))
    columns = (Column("method", whole=True), Column("compared with"), Column("largest deviation", "right"))
    notes = (f"{name} is held to {one.tolerance:.0e}: {one.reason}." for name, one in found.items() if one.reason)
    return Table("", columns, tuple(rows), notes=tuple(notes), name="references")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
