"""format.json: which form a store has, so that no program misreads another one's."""

from typing import TYPE_CHECKING, Any

from store.errors import StoreError
from store.files import read_json, write_json

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
"""The form of stores that this program reads and writes."""
FILE = "format.json"


def check_format(root: "Path") -> None:
    """Refuse a folder whose store has another format than this program's; one without format.json is new or foreign."""
    if root.exists() and not root.is_dir():
        raise StoreError(f"{root}: a store is a folder, and this is a file")
    stored = read_json(root / FILE)
    if stored is not None and stored.get("format") != FORMAT:
        raise StoreError(f"{root / FILE}: {_difference(stored.get('format'))}")


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
