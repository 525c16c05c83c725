"""format.json: which form a store has, so that no program misreads another one's."""

from typing import TYPE_CHECKING, Any

from store.errors import StoreError
from store.files import read_json, write_json

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 2
"""The form of stores that this program reads and writes."""
FILE = "format.json"


def check_format(root: "Path") -> None:
    """Refuse a folder whose store has another format than this program's; one without format.json is new or foreign."""
    if root.exists() and not root.is_dir():
        raise StoreError(f"{root}: a store is a folder, and this is a file")
    found = format_of(root)
    if found is not None and found < FORMAT:
        raise StoreError(
            f"{root / FILE}: the store has format {found}, and this program writes {FORMAT}; "
            "`backslide migrate` brings it there, and nothing is lost"
        )


def format_of(root: "Path") -> int | None:
    """Return the format that a folder's store has, or None where there is none; one that is not known is refused."""
    stored = read_json(root / FILE)
    if stored is None:
        return None
    found = stored.get("format")
    if not (type(found) is int and 1 <= found <= FORMAT):
        raise StoreError(f"{root / FILE}: {_difference(found)}")
    return found


def write_format(root: "Path") -> None:
    """Make the folder, which is its user's alone, and its format.json, unless they are there."""
    try:
        if not root.exists():
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (root / FILE).exists():
            write_json(root / FILE, {"format": FORMAT})
    except OSError as error:
        raise StoreError(f"{root}: the store cannot be written ({error.strerror or error})") from None


def _difference(found: Any) -> str:
    if not isinstance(found, int) or isinstance(found, bool):
        return f"'format' is to be a whole number such as {FORMAT}, not {found!r}"
    if found > FORMAT:
        return f"the store has format {found}, and this program knows {FORMAT} at most; update backslide"
    return f"no backslide has ever written format {found}; if the store is one of backslide's, it is to say {FORMAT}"
