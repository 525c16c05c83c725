"""What makes two runs the same: the resolved settings, the seed, the data, and the code."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b, file_digest
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

import trainer
from trainer.plan.config import Config
from trainer.plan.references import with_meanings
from trainer.settings.references import variant_of


def digest(value: Any) -> str:
    """Return a short hash of a JSON-able value, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def config_hash(config: Config, hashes: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the hash of the resolved settings.

    A reference to a variant counts by the hash of that variant's configuration (`hashes`, by name), so its name is a
    mere label; one to a file counts by the file's contents.
    """

    def meaning(reference: str) -> str:
        kind, _, where = reference.partition(":")
        if variant_of(reference) is not None:
            return f"{kind}:{hashes.get(where)}"
        return f"file:{_file_hash(Path(where))}" if kind == "file" and Path(where).is_file() else reference

    return digest(with_meanings(config, meaning))


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, lambda: blake2b(digest_size=16)).hexdigest()


@cache
def code_identity() -> dict[str, str]:
    """Return the package's version and a hash over the sources of `trainer`: what decides how a run trains."""
    root = Path(trainer.__file__).parent
    sources = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*.py")}
    return {"version": version("backslide"), "hash": digest(sources)}


def run_identity(
    config_hash: str, seed: int, data_fingerprint: str, code: dict[str, str], others: Iterable[str] = ()
) -> str:
    """Return the identity of a run; two runs that share it end alike, so the second need not be done.

    `others` are hashes of the other code that decides how it trains: plug-ins, and packages that bring components.
    """
    return digest([config_hash, seed, data_fingerprint, code["version"], code["hash"], *sorted(others)])
