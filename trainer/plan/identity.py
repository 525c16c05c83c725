"""What makes two runs the same: the resolved settings, the seed, the data, and the code."""

import json
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b, file_digest
from importlib.metadata import version
from pathlib import Path
from typing import Any

import trainer
from trainer.plan.config import Config
from trainer.plan.parse import dump_config


def digest(value: Any) -> str:
    """Return a short hash of a JSON-able value, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def config_hash(config: Config, start_hash: str | None = None) -> str:
    """Return the hash of the resolved settings.

    A start by variant counts by `start_hash`, the hash of that variant's configuration, so its name is a mere label;
    a start from a file counts by the file's contents.
    """
    settings = dump_config(config)
    kind, _, where = config.network.start.partition(":")
    if kind == "variant":
        settings["network"]["start"] = f"variant:{start_hash}"
    elif kind == "file" and Path(where).is_file():
        settings["network"]["start"] = f"file:{_file_hash(Path(where))}"
    return digest(settings)


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
