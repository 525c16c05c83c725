"""An index update and a read of the whole index at 10,000 rows, against stock TinyDB with the same documents.

Both run in one process, in turns; what counts is the ratio of the medians. Ours syncs to the disk and is safe beside
other processes; stock TinyDB does neither.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tinydb import TinyDB
from tinydb.table import Document

from store.index import Index
from store.row import Row
from store.summary import summarize
from tests.support.stores import add_run

ROWS, FEW_ROWS = 10_000, 1_000


def run(folder: Path, rows: int = ROWS, rounds: int = 5) -> list[tuple[str, float, float]]:
    """Return what was done, and the median seconds that ours and stock TinyDB took for it."""
    made = make_rows(folder / "runs", rows)
    index, stock = Index(folder), folder / "stock.json"
    with index.change() as table:
        table.put(made)
    with TinyDB(stock) as database:
        documents = [Document(row.document(), number) for number, row in enumerate(made, start=1)]
        database.table("runs").insert_multiple(documents)
    calls = {
        "update one row": (lambda: update_ours(index, made[rows // 2]), lambda: update_stock(stock, rows // 2)),
        "read all rows": (lambda: Index(folder).rows(), lambda: read_stock(stock)),
        "read them again, unchanged": (index.rows, lambda: read_stock(stock)),
    }
    return [(what, *medians(ours, theirs, rounds)) for what, (ours, theirs) in calls.items()]


def make_rows(root: Path, count: int) -> list[Row]:
    """Return rows like those of real runs, each with an id of its own."""
    root.mkdir()
    row = summarize(add_run(root, epochs=20))
    document = {name: getattr(row, name) for name in Row.__slots__}
    return [Row(**document | {"id": f"2026-11-24-{number:07}", "seed": number}) for number in range(count)]


def update_ours(index: Index, row: Row) -> None:
    row.epoch += 1
    with index.change() as table:
        table.put([row])


def update_stock(path: Path, number: int) -> None:
    with TinyDB(path) as database:
        database.table("runs").update({"epoch": 21}, doc_ids=[number])


def read_stock(path: Path) -> list[Document]:
    with TinyDB(path) as database:
        documents: list[Document] = database.table("runs").all()
        return documents


def medians(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the median seconds of two calls, which take turns."""
    times: tuple[list[float], list[float]] = [], []
    for _ in range(rounds):
        for call, taken in zip((ours, theirs), times, strict=True):
            begun = time.perf_counter()
            call()
            taken.append(time.perf_counter() - begun)
    return median(times[0]), median(times[1])


def main(quick: bool = False) -> None:
    """Print the table."""
    rows = FEW_ROWS if quick else ROWS
    print(f"the index, {rows:,} rows            ours ms   stock TinyDB ms   stock over ours")
    with TemporaryDirectory() as folder:
        for what, ours, stock in run(Path(folder), rows, 3 if quick else 7):
            print(f"{what:<30} {ours * 1e3:>9.2f} {stock * 1e3:>17.1f} {stock / ours:>17.1f}")


if __name__ == "__main__":
    main()
