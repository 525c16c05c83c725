"""Settings and names of runs that backslide did not train itself, in the form that its readers know."""

import re
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from math import isfinite
from typing import Any

import orjson

from store.errors import StoreError
from store.forms import CONFIG_FORMS, misfits, shown

OTHERS = "settings"
"""The table of settings whose own place means something else here."""
NAME = re.compile(r"(?!\.{1,2}$)[^\s/@~][^/@\n]{0,79}")
PLAIN = (str, int, float, bool, type(None))
LARGEST = 2**63
"""Whole numbers from here on are no numbers in JSON as we write it; they are kept as texts."""
DEEPEST = 20


def foreign_config(settings: Mapping[str, Any], epochs: int, select: str, metric: str) -> dict[str, Any]:
    """Return a run's configuration: its own settings, and which of its figures count.

    `optimizer.lr` may be written so, or as a table. A name such as `optimizer = "adam"` becomes `optimizer.name`; what
    does not fit the place that it names stands under `settings`.
    """
    config: dict[str, Any] = {}
    for path, value in _flat(settings, ""):
        if not _placed(config, path, value):
            _set_aside(config.setdefault(OTHERS, {}), path.removeprefix(f"{OTHERS}."), value)
    config["training"] = {"epochs": epochs, "select": select, "select_metric": metric} | config.get("training", {})
    return config


def identified(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return what a record says of a configuration: itself, and the hash by which equal ones are one group."""
    hashed = blake2b(orjson.dumps(config, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()
    return {"config": config, "config_hash": hashed, "identity": f"{hashed}-{seed}"}


def checked_name(kind: str, name: Any) -> str:
    """Return the name of an experiment or a variant; one that could not be asked for is a StoreError."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise StoreError(
            f"{shown(name)} is no name for {kind}: it takes up to 80 characters, none of them / or @, "
            "and begins neither with a blank nor with ~"
        )
    return name


def usable_name(name: str) -> str:
    """Return a name of another program as one that can be asked for here."""
    plain = re.sub(r"[/@\n]", "-", name).lstrip("~ \t")[:80].strip()
    return plain if NAME.fullmatch(plain) else "unnamed"


def _flat(table: Mapping[str, Any], place: str) -> list[tuple[str, Any]]:
    found = []
    for name, value in table.items():
        path = f"{place}{name}"
        if isinstance(value, Mapping) and value:
            found += _flat(value, f"{path}.")
        else:
            found.append((path, _plain(path, value)))
    return found


def _plain(path: str, value: Any) -> Any:
    """Return a value as JSON has it; one of NumPy, or of a tensor, as the number that it is."""
    if hasattr(value, "item"):
        with suppress(ValueError, RuntimeError):  # it has several
            value = value.item()
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if type(value) is int and abs(value) >= LARGEST:
        return str(value)
    if isinstance(value, PLAIN) or value == {}:
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(f"{path}.{name}", one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(path, one) for one in value]
    raise StoreError(f"settings: {path}: {shown(value)} is to be a text, a number, true or false, a list or a table")


def _placed(config: dict[str, Any], path: str, value: Any) -> bool:
    """Put a setting where its path says, and say whether it fits there."""
    *tables, name = path.split(".")
    if (*tables, name)[0] == OTHERS or len(tables) > DEEPEST:
        return False
    if not tables and isinstance(value, str) and isinstance(CONFIG_FORMS.get(name), dict):
        tables, name = [name], "name"
    table = config
    for one in tables:
        table = table.get(one, {})
        if not isinstance(table, dict):
            return False
    if name in table or any(misfits(_nested(tables, name, value), CONFIG_FORMS)):
        return False
    table = config
    for one in tables:
        table = table.setdefault(one, {})
    table[name] = value
    return True


def _set_aside(others: dict[str, Any], path: str, value: Any) -> None:
    while path in others:
        path += "'"  # somebody wrote both `a.b` and a table `a` with a `b`
    others[path] = value


def _nested(tables: list[str], name: str, value: Any) -> dict[str, Any]:
    nested = {name: value}
    for table in reversed(tables):
        nested = {table: nested}
    return nested
