"""Runs as JSON lines: a line an epoch, entries that are named as `store.exchange.records` knows them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from store.compare.catalogue import flatten
from store.errors import StoreError
from store.exchange.foreign_run import ForeignRun
from store.exchange.records import records_of, runs_of


def read(file: Path) -> list[ForeignRun]:
    """Return the runs in a file of JSON lines; tables in a line are entries with dots in their names."""
    return runs_of(_records(file), file)


def write(runs: Sequence[ForeignRun], file: Path) -> None:
    """Write runs into a new file."""
    with file.open("xb") as opened:
        for run in runs:
            for record in records_of(run):
                opened.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


def _records(file: Path) -> Iterator[dict[str, Any]]:
    with file.open("rb") as opened:
        for number, line in enumerate(opened, 1):
            if line.strip():
                try:
                    value = orjson.loads(line)
                except orjson.JSONDecodeError as error:
                    raise StoreError(f"{file}: line {number}: this is no JSON ({error.msg})") from None
                if not isinstance(value, dict):
                    raise StoreError(
                        f"{file}: line {number}: an object ({{…}}) is expected, not {type(value).__name__}"
                    )
                yield flatten(value)
