"""The code that a run is queued with, kept in the store, so that what is edited afterwards does not change the run."""

import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import store
import trainer
from store.files import TEMPORARY, write_atomically
from store.run import CODE

PACKAGES = (trainer, store)


def keep_code(root: Path, records: Iterable[dict[str, Any]]) -> None:
    """Copy the packages that a child runs, and the plug-ins of new runs, into a store, unless they are there.

    The records are told what the copy is called.
    """
    name = _hash_of_packages()
    folder = root / CODE / name
    if not folder.exists():
        _copy(folder)
    for record in records:
        record["snapshot"] = name
        for plugin in record["plugins"]:
            kept = root / CODE / f"{plugin['sha256']}.py"
            if not kept.exists():
                write_atomically(kept, Path(plugin["path"]).read_bytes())


def kept_code(root: Path, name: str | None) -> Path | None:
    """Return the folder of a copy, to be searched before all others; None where there is none."""
    folder = root / CODE / name if name and name.isalnum() else None
    return folder if folder is not None and folder.is_dir() else None


def with_kept_code(environment: dict[str, str], root: Path, name: str | None) -> dict[str, str]:
    """Return the environment of a child that is to run a copy."""
    folder = kept_code(root, name)
    if folder is None:
        return environment
    paths = [str(folder.resolve()), environment.get("PYTHONPATH", "")]
    return {**environment, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def _copy(folder: Path) -> None:
    """Make the copy under another name first; whoever comes second finds it done."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    unnamed = folder.with_name(f".{folder.name}.{os.getpid()}-{secrets.token_hex(4)}{TEMPORARY}")
    try:
        for package in PACKAGES:
            source = Path(str(package.__file__)).parent
            shutil.copytree(source, unnamed / source.name)  # compiled files, too: they hold the times of the sources
        with suppress(FileExistsError, OSError):
            unnamed.rename(folder)
    finally:
        shutil.rmtree(unnamed, ignore_errors=True)


@cache
def _hash_of_packages() -> str:
    roots = [Path(str(package.__file__)).parent for package in PACKAGES]
    files = {path.relative_to(root.parent).as_posix(): path for root in roots for path in root.rglob("*.py")}
    digest = blake2b(digest_size=8)
    for name in sorted(files):
        content = files[name].read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
