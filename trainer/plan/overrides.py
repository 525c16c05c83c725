"""`--set path=value`: settings given beside the file, which count last and for every variant."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trainer.plan.config import SECTIONS
from trainer.settings.problems import PlanError, Problem, did_you_mean, one_of, shown

Table = dict[str, Any]


@dataclass(frozen=True)
class Override:
    """One `--set`: the keys of its path and its value."""

    keys: tuple[str, ...]
    value: Any

    @property
    def path(self) -> str:
        """The dotted path."""
        return ".".join(self.keys)


def parse_overrides(sets: Iterable[str], known: Iterable[str]) -> list[Override]:
    """Return what `--set` says. Its first key is a section or a top-level entry (`known`); raises `PlanError`."""
    overrides, problems = [], []
    words = [*SECTIONS, *known]
    for text in sets:
        path, equals, value = text.partition("=")
        keys = tuple(key.strip() for key in path.split("."))
        if not equals or not all(keys):
            problems.append(Problem("--set", f'must be PATH=VALUE, such as "optimizer.lr=0.01", not {shown(text)}'))
        elif keys[0] not in words:
            near = did_you_mean(keys[0], words) or f"; it would be {one_of(words)}"
            problems.append(Problem(f"--set {path}", f"{shown(keys[0])} is no section{near}"))
        else:
            overrides.append(Override(keys, _value(value)))
    if problems:
        raise PlanError(problems)
    return overrides


def _value(text: str) -> Any:
    """Read a value as TOML; what is none is a text."""
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return table["value"] if table.keys() == {"value"} else text


def apply_overrides(table: Table, overrides: Iterable[Override]) -> None:
    """Lay the overrides over an experiment's table: a section over the base and every variant, the rest where it says."""
    for override in overrides:
        if override.keys[0] not in SECTIONS:
            _put(table, override)
            continue
        variants = table.get("variants")
        tables = [table.setdefault("base", {}), *(variants.values() if isinstance(variants, dict) else ())]
        for sections in tables:
            if isinstance(sections, dict):
                _put(sections, override)


def _put(table: Table, override: Override) -> None:
    *outer, last = override.keys
    for key in outer:
        if not isinstance(table.get(key), dict):
            table[key] = {}
        table = table[key]
    table[last] = override.value
