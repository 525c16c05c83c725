"""Where in a TOML text a key stands; a parser keeps no places, and a person looks for a line."""

import re
from collections.abc import Iterator

Place = tuple[str, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|\#[^\n]*|\n|[\[\]{}=.,]|[^\s\[\]{}=.,"\'\#]+|.',
    re.DOTALL,
)


def find_lines(text: str) -> dict[Place, int]:
    """Return the line (from 1) of every table header and of every key that begins a line, by its keys.

    The text is one that has been parsed; keys inside of inline tables are found by the key before them.
    """
    found: dict[Place, int] = {}
    table: Place = ()
    for line, parts in _statements(text):
        if parts[0] == "[":
            table = _keys(part for part in parts if part not in "[]")
            found.setdefault(table, line)
        elif "=" in parts:
            keys = _keys(parts[: parts.index("=")])
            for length in range(1, len(keys) + 1):
                found.setdefault((*table, *keys[:length]), line)
    return found


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the parts of each header or assignment with the line on which it begins; brackets may span lines."""
    line, begun, depth = 1, 1, 0
    parts: list[str] = []
    for match in _TOKEN.finditer(text + "\n"):
        part = match[0]
        if part == "\n" and not depth and parts:
            yield begun, parts
            parts = []
        elif not part.isspace() and not part.startswith("#"):
            begun = begun if parts else line
            parts.append(part)
            depth += (part in "[{") - (part in "]}")
        line += part.count("\n")


def _keys(parts: "Iterator[str] | list[str]") -> Place:
    return tuple(part.strip("\"'") for part in parts if part != ".")
