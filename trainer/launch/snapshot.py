"""The code that a run is queued with, kept in the store, so that what is edited afterwards does not change the run."""

import os
import secrets
import shutil
from collections.abc import Iterable
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import store
import trainer
from store.code import kept_code
from store.files import TEMPORARY, write_atomically
from store.run import CODE
from trainer.launch.errors import LaunchError

PACKAGES = (trainer, store)


def keep_code(root: Path, records: Iterable[dict[str, Any]]) -> None:
    """Copy the packages that a child runs, and the plug-ins of new runs, into a store, unless they are there.

    The records are told what the copy is called.
    """
    name = _hash([Path(str(package.__file__)).parent for package in PACKAGES])
    if not (root / CODE / name).exists():
        name = _copy(root / CODE)
    for record in records:
        record["snapshot"] = name
        for plugin in record["plugins"]:
            kept = root / CODE / f"{plugin['sha256']}.py"
            content = Path(plugin["path"]).read_bytes()
            if not kept.exists() and sha256(content).hexdigest() == plugin["sha256"]:
                write_atomically(kept, content)


def with_kept_code(environment: dict[str, str], root: Path, name: str | None) -> dict[str, str]:
    """Return the environment of a child that is to run a copy."""
    if not name:
        return environment
    folder = kept_code(root, name)
    if folder is None:
        raise LaunchError(f"{root / CODE}: the program that the run was queued with is gone; retry the run")
    paths = [str(folder.resolve()), environment.get("PYTHONPATH", "")]
    return {**environment, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def _copy(folder: Path) -> str:
    """Copy the packages as they are now and return the copy's name, its hash; it has another one until it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    unnamed = folder / f".code.{os.getpid()}-{secrets.token_hex(4)}{TEMPORARY}"
    try:
        for package in PACKAGES:
            source = Path(str(package.__file__)).parent
            shutil.copytree(source, unnamed / source.name)  # compiled files, too: they hold the times of the sources
        name = _hash([unnamed / Path(str(package.__file__)).parent.name for package in PACKAGES])
        if not (folder / name).exists():
            unnamed.rename(folder / name)
        return name
    finally:
        shutil.rmtree(unnamed, ignore_errors=True)


def _hash(packages: list[Path]) -> str:
    files = {path.relative_to(root.parent).as_posix(): path for root in packages for path in root.rglob("*.py")}
    digest = blake2b(digest_size=8)
    for name in sorted(files):
        content = files[name].read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
