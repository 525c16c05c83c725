"""A short hash of the data itself, made without torch and without decoding anything."""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.data.examples import DataError

if TYPE_CHECKING:
    from trainer.data.base import DataSource

CONTENT_BYTES = 64 * 2**20
"""Files are hashed by their contents up to this sum of sizes; beyond it by names, sizes and times of change."""

DATA_CHANGED = "the data has changed since this run was queued"


def hash_files(files: Iterable[Path], root: Path) -> str:
    """Return a hash over files: their names under `root`, and their contents (or sizes, where they are many bytes)."""
    known = sorted((file.relative_to(root).as_posix(), file, file.stat()) for file in files)
    whole = sum(stat.st_size for _, _, stat in known) <= CONTENT_BYTES
    digest = blake2b(digest_size=12)
    for name, file, stat in known:
        digest.update(f"{name}\0{stat.st_size}\0".encode())
        digest.update(file.read_bytes() if whole else str(stat.st_mtime_ns).encode())
    return digest.hexdigest()


def data_fingerprint(*sources: "DataSource | None") -> str:
    """Return one hash for all the data of a configuration: the target's, the source task's, and their `extra`.

    Raises `DataError` where the data is not there, or is seen to be wrong at a glance.
    """
    digest = blake2b(digest_size=12)
    for source in sources:
        chain = source
        while chain is not None:
            chain.check()
            digest.update(_told(chain).encode())
            chain = chain.extra
        digest.update(b"\0")
    return digest.hexdigest()


def has_changed(queued_with: str | None, *sources: "DataSource | None") -> bool:
    """Say whether the data is other than it was when a run was queued with a fingerprint; without one, nobody knows.

    Raises `DataError` where the data is not there.
    """
    return bool(queued_with) and data_fingerprint(*sources) != queued_with


def _told(source: "DataSource") -> str:
    found = source.fingerprint()
    if not isinstance(found, str):
        raise DataError(f"data {source.component_name!r}: fingerprint() is to return a str, not {type(found).__name__}")
    return found
