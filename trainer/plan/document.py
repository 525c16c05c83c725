"""Reading an experiment file as a plain table, with everything that can be wrong with a file told in a sentence."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Any
from unicodedata import category

from store.errors import did_you_mean
from trainer.plan.lines import Place, find_lines
from trainer.settings.problems import PlanError, Problem, shown

Table = dict[str, Any]

_LARGEST_FILE = 1_000_000
_DEEPEST = 12
_ODD = object()
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class Document:
    """An experiment file: where it lies, its text, and the table that it holds."""

    path: Path
    text: str
    table: Table

    @cached_property
    def lines(self) -> dict[Place, int]:
        """The line of every key that stands on one of its own."""
        return find_lines(self.text)

    def line(self, place: str) -> int | None:
        """Return the line of a dotted path, or of the nearest table round it."""
        keys = tuple(place.split("."))
        return next((self.lines[keys[:n]] for n in range(len(keys), 0, -1) if keys[:n] in self.lines), None)


def read_document(path: Path) -> Document:
    """Return what a TOML file holds, or raise `PlanError`."""
    text = _read_text(path)
    try:
        return Document(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(path, str(error)) from error
    except RecursionError as error:
        raise PlanError([Problem("", "lists or tables lie too deep in one another", str(path))]) from error
    except ValueError as error:  # a number of more digits than Python reads
        raise PlanError([Problem("", "holds a number that is too large to read", str(path))]) from error


def _read_text(path: Path) -> str:
    try:
        if path.is_file():
            if path.stat().st_size > _LARGEST_FILE:
                raise PlanError([Problem("", "is larger than 1 MB, so it is no experiment file", str(path))])
            return path.read_bytes().decode("utf-8-sig")
        text = "is no file" if path.exists() else f"there is no such file{_near_files(path)}"
        raise PlanError([Problem("", f"{text}; an experiment is a TOML file", str(path))])
    except UnicodeDecodeError as error:
        text = f"is not UTF-8 text (byte {error.start} is {error.object[error.start]:#04x}); save it as UTF-8"
        raise PlanError([Problem("", text, str(path))]) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise PlanError(
            [Problem("", f"cannot be read: {getattr(error, 'strerror', None) or error}", str(path))]
        ) from error


def _near_files(path: Path) -> str:
    folder = path.parent
    return did_you_mean(path.name, [file.name for file in folder.glob("*.toml")]) if folder.is_dir() else ""


def _syntax_error(path: Path, message: str) -> PlanError:
    at = _POSITION.search(message)
    line = int(at[1]) if at and at[1] else None
    where = f"column {at[2]}" if at and at[2] else "end of the file"
    text = _POSITION.sub("", message)
    return PlanError([Problem(where, f"is not TOML: {text[:1].lower()}{text[1:]}", str(path), line)])


def without_oddities(table: Table) -> tuple[Table, list[Problem]]:
    """Return a table without what no setting may hold, and what that was.

    Odd are numbers past 64 bits, dates, control characters, and tables in tables without end.
    """
    problems: list[Problem] = []
    clean: Table = _clean((), table, problems)
    return clean, problems


def _clean(place: Place, value: Any, problems: list[Problem]) -> Any:
    """Return a value without its odd parts; at an odd part, `_ODD`."""
    text = _odd(place, value)
    if text:
        problems.append(Problem(".".join(place), text))
        return _ODD
    if isinstance(value, dict):
        inner = {key: _clean((*place, key), one, problems) for key, one in value.items()}
        return {key: one for key, one in inner.items() if one is not _ODD}
    if isinstance(value, list):
        entries = [_clean((*place, str(number)), one, problems) for number, one in enumerate(value)]
        return [one for one in entries if one is not _ODD]
    return value


def _odd(place: Place, value: Any) -> str:
    if len(place) > _DEEPEST:
        return "tables lie too deep in one another"
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return f"is too large: a whole number has at most 64 bits, not {value.bit_length():,}"
    if isinstance(value, date | time):
        return f'is a date or time, which no setting takes; put it in quotes: "{value}"'
    if isinstance(value, str) and (odd := _control(value, multiline=place[-1:] == ("note",))):
        return f"has a control character ({odd!r}) in {shown(value)}"
    return ""


def _control(text: str, *, multiline: bool) -> str:
    return next((c for c in text if category(c) in ("Cc", "Cs") and not (multiline and c in "\n\t")), "")
