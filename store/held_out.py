"""Which examples a run is tested on, as far as its settings tell."""

from collections.abc import Mapping
from typing import Any

import orjson

BESIDE_THE_TEST_SET = frozenset({"extra", "normalization", "validation_share", "size", "channels"})
"""Settings of the data that leave it as it is which examples are tested."""


def held_out_mark(config: Mapping[str, Any]) -> str:
    """Return a short mark that two configurations share if they are tested on the same examples."""
    return examples_mark(config, "test")


def examples_mark(config: Mapping[str, Any], split: str) -> str:
    """Return a short mark that two configurations share if their examples of test, val, or source are the same."""
    from hashlib import blake2b  # which loads OpenSSL, and a list of runs that have ended needs no mark

    data = config.get("source" if split == "source" else "data")
    known = data.items() if isinstance(data, Mapping) else ()
    beside = BESIDE_THE_TEST_SET - ({"validation_share"} if split == "val" else set())
    told = {str(name): value for name, value in known if name not in beside}
    return blake2b(orjson.dumps(told, option=orjson.OPT_SORT_KEYS), digest_size=4).hexdigest()
