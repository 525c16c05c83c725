"""What the data have of examples, as columns beside them; and their pictures as files."""

from pathlib import Path
from typing import TYPE_CHECKING

from store.compare.examples import Beside
from store.compare.said import said_of
from store.compare.table import Cell, Column
from store.errors import StoreError
from store.files import write_atomically
from tui.actions.exporting import file_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.compare.browse import Browser
    from trainer.launch.showing import ShownExample, ShownSplit

FROM = Column("from")


def details_of(split: "ShownSplit", shown: "Sequence[ShownExample]") -> Beside:
    """Return where examples come from, and for rows of a table a column a value: `value`, and `deviations` from mean.

    Deviations are standard deviations from the mean of the training rows.
    """
    columns = (FROM, *(Column(f"data.{name}", "right", name) for name in split.columns))
    return Beside(columns, {one.place: (_origin(one), *_values(one)) for one in shown})


def _values(shown: "ShownExample") -> tuple[Cell, ...]:
    return tuple(
        Cell(f"{value:.5g} ({far:+.1f} SD)", {"value": value, "deviations": far})
        for value, far in zip(shown.values, shown.deviations, strict=True)
    )


def _origin(shown: "ShownExample") -> Cell:
    return Cell(shown.problem or shown.origin, shown.origin or None)


def write_pictures(browser: "Browser", shown: "Sequence[ShownExample]", folder: Path) -> Beside:
    """Write pictures as PNG into a folder that is empty or new, and return what each file is called.

    A name says the number, the true class, and what most runs of the other group take the example for. Raises a
    `StoreError` where the folder holds something.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise StoreError(f"{folder}: is not empty; name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    digits = len(str(browser.count("all") - 1))
    cells = {}
    for one in shown:
        file = folder / picture_name(browser, one.place, digits)
        if one.png:
            write_atomically(file, one.png)
        cells[one.place] = (Cell(str(file), str(file)) if one.png else Cell(), _origin(one))
    return Beside((Column("picture"), FROM), cells)


def picture_name(browser: "Browser", place: int, digits: int) -> str:
    """Return what the picture of an example is called, such as `0103-class-9-said-6.png`."""
    true, said = browser.changes.baseline.first.true_class(place), said_of(browser.changes.after, place)[0].name
    return file_name(f"{place:0{digits}}", "class", true, "said", said, ending=".png")
