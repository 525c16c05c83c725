"""Damaging a file in one way of many, at random and repeatably."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import orjson

LONG = 10_000_000
"""Bytes of a line that is longer than anything that is ever written."""
FOREIGN: list[bytes] = [
    b"[]",
    b"{}",
    b"null",
    b"true",
    b"0",
    b"-1",
    b'""',
    b'"text"',
    b"NaN",
    b"-Infinity",
    b"1e308",
    b"-1e308",
    b"1e400",
    b"9223372036854775807",
    b"123456789012345678901234567890",
    b"0.1",
    b'["a", 1, null]',
    b'{"a": {"b": []}}',
    b'"\\u0000\\u001b[31m\\u202e"',
    b'"\\ud800"',
    b"[" * 30 + b"]" * 30,
    b"[" * 500 + b"]" * 500,
    b'{"a":' * 300 + b"1" + b"}" * 300,
    b"[" * 5000,
    b'"' + b"x" * 5000 + b'"',
]
"""What may stand in the place of a value, or of a whole file."""
Change = Callable[[bytes, Random], bytes]


def flipped(content: bytes, chance: Random) -> bytes:
    """Flip a few bits."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 1, 2, 8]) if content else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def truncated(content: bytes, chance: Random) -> bytes:
    """Leave out the end."""
    return content[: chance.randrange(len(content) + 1)]


def overwritten(content: bytes, chance: Random) -> bytes:
    """Put other bytes in the place of some: zeros, as a file system leaves them, or bytes that are no UTF-8."""
    place, length = chance.randrange(len(content) + 1), chance.choice([1, 3, 50, 4096])
    filling = chance.choice([b"\0" * length, b"\xff\xfe" * length, chance.randbytes(length)])
    return content[:place] + filling + content[place + chance.choice([0, length]) :]


def replaced(_: bytes, chance: Random) -> bytes:
    """Put something else in the place of everything."""
    return chance.choice([b"", b"\n", b"\0" * 100, *FOREIGN])


def repeated(content: bytes, chance: Random) -> bytes:
    """Let a line stand there twice, or in another place, or not at all."""
    lines = content.splitlines(keepends=True) or [b""]
    line = chance.choice(lines)
    if chance.random() < 0.3:
        lines.remove(line)
    lines.insert(chance.randrange(len(lines) + 1), line)
    return b"".join(lines)


def lengthened(content: bytes, chance: Random) -> bytes:
    """Put a line of ten million bytes somewhere."""
    lines = content.splitlines(keepends=True)
    long = chance.choice([b"x" * LONG, b'"' + b"y" * LONG + b'"', b'{"kind": "' + b"z" * LONG + b'"}', b"[" * LONG])
    lines.insert(chance.randrange(len(lines) + 1), long + chance.choice([b"\n", b""]))
    return b"".join(lines)


def revalued(content: bytes, chance: Random) -> bytes:
    """Put something foreign in the place of one value, or leave out or rename one key, in JSON or in a line of it."""
    lines = content.splitlines(keepends=True) if content.startswith(b'{"t"') else [content]
    place = chance.randrange(len(lines)) if lines else 0
    try:
        lines[place] = _revalued(orjson.loads(lines[place]), chance) + b"\n"
    except (orjson.JSONDecodeError, IndexError):
        return flipped(content, chance)
    return b"".join(lines)


MARK = "\u2620 here \u2620"


def _revalued(value: Any, chance: Random) -> bytes:
    table, key = _somewhere(value, chance)
    if table is None:
        return chance.choice(FOREIGN)
    deed = chance.random() if isinstance(table, dict) else 0.0
    if deed < 0.8:
        table[key] = MARK
    elif deed < 0.9:
        del table[key]
    else:
        table[f"{key}x"] = table.pop(key)
    return orjson.dumps(value).replace(orjson.dumps(MARK), chance.choice(FOREIGN))


def _somewhere(value: Any, chance: Random) -> tuple[Any, Any]:
    """Return a table or list within a value, and a key of it; None where the value has none."""
    found: list[tuple[Any, Any]] = []
    left = [value]
    while left:
        one = left.pop()
        keys = list(one) if isinstance(one, dict) else list(range(len(one))) if isinstance(one, list) else []
        found += [(one, key) for key in keys]
        left += [one[key] for key in keys]
    return chance.choice(found) if found else (None, None)


def reheaded(content: bytes, chance: Random) -> bytes:
    """Change the header of a safetensors file, or the state in it, as `revalued` does, and let the length fit it."""
    length = int.from_bytes(content[:8], "little")
    header = orjson.loads(content[8 : 8 + length])
    metadata = header.get("__metadata__", {})
    inner = [name for name, text in metadata.items() if text.startswith("{")]
    if inner and chance.random() < 0.7:
        name = chance.choice(inner)
        metadata[name] = _revalued(json.loads(metadata[name]), chance).decode("utf-8", "replace")
        changed = orjson.dumps(header)
    else:
        changed = _revalued(header, chance)
    return len(changed).to_bytes(8, "little") + changed + content[8 + length :]


PLAIN: dict[Change, int] = {
    flipped: 30,
    truncated: 15,
    overwritten: 10,
    replaced: 12,
    repeated: 5,
    revalued: 60,
}
TENSORS: dict[Change, int] = {flipped: 15, truncated: 15, overwritten: 10, replaced: 5, reheaded: 40}


@dataclass(frozen=True)
class Damage:
    """What was done to a file."""

    path: Path
    how: str
    content: bytes | None
    """What it holds now; None where there is no file in its place."""


def damage(path: Path, chance: Random, *, long: bool = False) -> Damage:
    """Damage a file in one way."""
    before = path.read_bytes()
    if chance.random() < 0.04:
        return _unmade(path, chance)
    changes = TENSORS if path.suffix == ".safetensors" else PLAIN
    (change,) = chance.choices(list(changes), list(changes.values()))
    if long:
        change = lengthened
    content = change(before, chance)
    path.write_bytes(content)
    return Damage(path, change.__name__, content)


def _unmade(path: Path, chance: Random) -> Damage:
    """Put something in a file's place that is no file, or nothing."""
    path.unlink()
    how = chance.choice(["gone", "folder", "loop", "dangling"])
    if how == "folder":
        path.mkdir()
    elif how != "gone":
        path.symlink_to(path if how == "loop" else path.with_name("nowhere"))
    return Damage(path, how, None)


class Snapshot:
    """A folder as it is now, to which it can be brought back."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._files = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        self._stamps = {path: _stamp(path) for path in self._files}

    def restore(self) -> None:
        """Take away what is new, and write what was changed."""
        for path in sorted(self.root.rglob("*")):
            if path.is_symlink() or (path.is_file() and path not in self._files):
                path.unlink()
            elif path.is_dir() and not any(file.is_relative_to(path) for file in self._files):
                shutil.rmtree(path)
        for path, content in self._files.items():
            if path.is_dir():
                shutil.rmtree(path)
            if _stamp(path) != self._stamps[path]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                self._stamps[path] = _stamp(path)


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.lstat()
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size
