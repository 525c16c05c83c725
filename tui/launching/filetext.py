"""The text of an experiment file, line by line, with what is wrong in each."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.launching.checking import told

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from trainer.settings.problems import Problem

LONGEST = 20_000
"""Lines that are shown; a file that has more is no experiment that somebody has written."""
TAB = 4


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line, and what is wrong there, in sentences."""

    number: int
    text: str
    problem: str = ""


def file_lines(file: "Path", problems: "Iterable[Problem]") -> tuple[FileLine, ...]:
    """Return the lines of a file with the mistakes that were found in it; none where it cannot be read."""
    try:
        text = file.read_text("utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ()
    wrong: dict[int, list[str]] = {}
    for problem in problems:
        if problem.line:
            wrong.setdefault(problem.line, []).append(told(problem).removeprefix(f"line {problem.line}: "))
    lines = enumerate(text.splitlines()[:LONGEST], 1)
    return tuple(
        FileLine(number, line.expandtabs(TAB).rstrip(), "; ".join(wrong.get(number, ()))) for number, line in lines
    )


def first_mistake(lines: "Iterable[FileLine]") -> int | None:
    """Return the number of the first line with a mistake."""
    return next((line.number for line in lines if line.problem), None)
