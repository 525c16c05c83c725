"""Documents as files: the text, and beside it the pictures that it cannot hold."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from store.compare.formats import FORMATS
from store.compare.table import Document
from store.files import write_atomically
from tui.actions.exporting import file_name

HOLDS_NO_PICTURE = ("markdown", "latex")
"""Formats that name the files in which pictures lie; HTML holds them, and the others are for figures alone."""


def files_of(document: Document, path: Path, form: str) -> dict[Path, str]:
    """Return the content of every file that a document takes, the document's own last."""
    if form not in HOLDS_NO_PICTURE:
        return {path: FORMATS[form](document)}
    pictures = tuple(replace(one, file=file_name(path.stem, one.name, ending=".svg")) for one in document.pictures)
    beside = {path.with_name(one.file): one.svg for one in pictures}
    return {**beside, path: FORMATS[form](replace(document, pictures=pictures))}


def write_files(files: Mapping[Path, str]) -> None:
    """Write each file whole or not at all, in their order."""
    for path, content in files.items():
        write_atomically(path, content.encode("utf-8", "backslashreplace"))
