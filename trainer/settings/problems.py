"""How a mistake in what a person wrote is told: file, place, value, and what would be right."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class Problem:
    """One mistake. `place` is a dotted path or `line 3`; `text` says what is wrong and what would be right."""

    place: str
    text: str
    file: str = ""

    def __str__(self) -> str:
        """Return the one sentence that a person reads."""
        return ": ".join(part for part in (self.file, self.place, self.text) if part)


class PlanError(Exception):
    """Everything that is wrong with an experiment, all at once."""

    def __init__(self, problems: "Sequence[Problem]") -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def shown(value: Any, limit: int = 60) -> str:
    """Return a value as a person may see it: control characters escaped, long ones cut."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def did_you_mean(word: str, known: "Iterable[str]") -> str:
    """Return ` (did you mean …?)` for the nearest known word, or nothing."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""
