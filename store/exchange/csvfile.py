"""Runs in a CSV file: a row an epoch, columns that are named as `store.exchange.records` knows them."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from store.errors import StoreError
from store.exchange.foreign_run import ForeignRun
from store.exchange.records import cell_of, records_of, runs_of, value_of


def read(file: Path) -> list[ForeignRun]:
    """Return the runs in a CSV file."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, restkey="", restval="")
            twice = [name for name, times in Counter(reader.fieldnames or ()).items() if name and times > 1]
            if twice:
                raise StoreError(
                    f"{file}: line 1: two columns are called {twice[0]!r}; each is to have a name of its own"
                )
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise StoreError(f"{file}: this is no CSV file in UTF-8 ({error})") from None
    return runs_of(({name: value_of(text) for name, text in row.items() if name and text} for row in rows), file)


def write(runs: Sequence[ForeignRun], file: Path) -> None:
    """Write runs into a new CSV file."""
    records = [record for run in runs for record in records_of(run)]
    columns = dict.fromkeys(name for record in records for name in record)
    with file.open("x", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: cell_of(value) for name, value in record.items()} for record in records)
