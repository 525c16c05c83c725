"""`--set path=value`: settings given beside the file, which count last and for every variant that is not named."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.errors import did_you_mean
from trainer.plan.config import SECTIONS
from trainer.plan.document import without_oddities
from trainer.plan.paths import anchor_sections
from trainer.settings.problems import PlanError, Problem, one_of, shown

Table = dict[str, Any]

_BARE_FRACTION = re.compile(r"[+-]?\.\d+(e[+-]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Override:
    """One `--set`: the keys of its path and its value."""

    keys: tuple[str, ...]
    value: Any

    @property
    def path(self) -> str:
        """The dotted path."""
        return ".".join(self.keys)

    def covers(self, place: str) -> bool:
        """Say whether what stands at a place of the experiment comes from here."""
        keys = self._within(place)
        shorter = min(len(keys), len(self.keys))
        return shorter > 0 and keys[:shorter] == self.keys[:shorter]

    def distance(self, place: str) -> int:
        """Return how many keys lie between a place that comes from here and the path."""
        return abs(len(self._within(place)) - len(self.keys))

    def told(self, place: str) -> str:
        """Return the `--set` with the path of a place that comes from here, or its own where that says more."""
        keys = self._within(place)
        return f"--set {'.'.join(keys if len(keys) > len(self.keys) else self.keys)}"

    def _within(self, place: str) -> tuple[str, ...]:
        """Return the keys of a place as they would follow `--set`: from the section on, if this begins with one."""
        keys = tuple(place.split("."))
        return keys[{"base": 1, "variants": 2}.get(keys[0], 0) :] if self.keys[0] in SECTIONS else keys


def origin(place: str, overrides: Sequence[Override]) -> Override | None:
    """Return the override that says most exactly what stands at a place; of several, the last."""
    covering = [override for override in overrides if override.covers(place)]
    return min(reversed(covering), key=lambda override: override.distance(place), default=None)


def parse_overrides(sets: Iterable[str], known: Iterable[str]) -> list[Override]:
    """Return what `--set` says. Its first key is a section or a top-level entry (`known`); raises `PlanError`."""
    words = [*SECTIONS, *known]
    overrides, problems = [], []
    for text in sets:
        override, wrong = _parse(text, words)
        overrides.append(override)
        problems += wrong
    if problems:
        raise PlanError(problems)
    return overrides


def _parse(text: str, words: list[str]) -> tuple[Override, list[Problem]]:
    path, equals, value = text.partition("=")
    keys = tuple(key.strip() for key in path.split("."))
    override = Override(keys, _value(value))
    if not equals or not all(keys):
        return override, [Problem("--set", f'must be PATH=VALUE, such as "optimizer.lr=0.01", not {shown(text)}')]
    if keys[0] not in words:
        near = did_you_mean(keys[0], words) or f"; it would be {one_of(words)}"
        return override, [Problem(f"--set {path}", f"{shown(keys[0])} is no section{near}")]
    _, odd = without_oddities({path: override.value})
    return override, [Problem(f"--set {problem.place}", problem.text) for problem in odd]


def _value(text: str) -> Any:
    """Read a value as TOML; what is none is a text."""
    if _BARE_FRACTION.fullmatch(text.strip()):
        return float(text)
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text.strip()
    return table["value"] if table.keys() == {"value"} else text.strip()


def apply_overrides(table: Table, overrides: Iterable[Override]) -> Table:
    """Return an experiment's table with the overrides laid over it: a section over the base and every variant.

    Relative paths are relative to the working folder. Raises `PlanError` for a variant that does not exist.
    """
    for override in overrides:
        for keys in _targets(table, override):
            table = _put(table, keys, _anchored(override))
    return table


def _targets(table: Table, override: Override) -> list[tuple[str, ...]]:
    """Return the full paths that an override is laid at."""
    keys, variants = override.keys, table.get("variants")
    names = list(variants) if isinstance(variants, dict) else []
    if keys[0] in SECTIONS:
        return [("base", *keys), *(("variants", name, *keys) for name in names)]
    if keys[0] == "variants" and len(keys) > 1 and keys[1] not in names:
        near = did_you_mean(keys[1], names) or (f"; it would be {one_of(names)}" if names else "")
        raise PlanError([Problem(f"--set {override.path}", f"no variant is called {shown(keys[1])}{near}")])
    return [keys]


def _anchored(override: Override) -> Any:
    """Return the value with its relative paths made absolute."""
    before = {"base": 1, "variants": 2}.get(override.keys[0], 0)
    keys = override.keys[before:]
    sections = anchor_sections(_put({}, keys, override.value), Path.cwd()) if keys else override.value
    for key in keys:
        sections = sections[key]
    return sections


def _put(table: Any, keys: tuple[str, ...], value: Any) -> Any:
    """Return a copy of a table with a value at a path; what stands in the way gives way, but for a method turned on."""
    if not keys:
        return table if value is True and isinstance(table, dict) else value
    inner = table if isinstance(table, dict) else {}
    return inner | {keys[0]: _put(inner.get(keys[0]), keys[1:], value)}
