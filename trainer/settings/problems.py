"""How a mistake in what a person wrote is told: file, place, value, and what would be right."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from store.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class Problem:
    """One mistake. `place` is a dotted path, `text` says what is wrong and what would be right, `line` is from 1."""

    place: str
    text: str
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        """Return the one sentence that a person reads."""
        where = f"{self.file}:{self.line}" if self.file and self.line else self.file
        return ": ".join(visible(part) for part in (where, self.place, self.text) if part)


class PlanError(Exception):
    """Everything that is wrong with an experiment, all at once."""

    def __init__(self, problems: "Sequence[Problem]") -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class SettingError(ValueError):
    """What a setting asks for cannot be done with this data, network or machine; the message says it in a sentence."""


def shown(value: Any, limit: int = 60) -> str:
    """Return a value as a person may see it: control characters escaped, long ones cut."""
    try:
        text = _as_toml(value)
    except (ValueError, RecursionError):
        text = "a number or table that is too large to show"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _as_toml(value: Any) -> str:
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def one_of(words: "Iterable[str]", limit: int = 12) -> str:
    """Return `one of a, b, c`, cut where there are many."""
    known = list(words)
    more = f", … ({len(known)} in all)" if len(known) > limit else ""
    return f"one of {', '.join(known[:limit])}{more}"
