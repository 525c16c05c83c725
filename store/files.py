"""Files that other processes read and write at the same time: whole or not at all, and one writer at a time."""

import errno
import fcntl
import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import orjson

from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""How the system says that a disk, or what one may use of it, is full."""
UNWRITABLE = FULL | {errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
"""How it says that nothing can be written for now: a full disk, a folder or a file system that has become read-only.

A write that is under way when a file system becomes so, because its disk fails, ends in an error of input and output.
"""
TEMPORARY = ".tmp"
"""How the names of files end that are not whole yet; one that stays behind is of a writer that was killed."""
ASIDE = ".damaged"
"""How the names of files end that were damaged, and are kept beside what took their place."""
UNREADABLE = frozenset({errno.EISDIR, errno.ELOOP})
"""How the system says that in the place of a file there is something that never was one."""
DEEPEST = 40
"""Tables and lists within each other; what works on a value would fail on more, and nobody writes them."""
LONGEST_WAIT = 30.0
"""Seconds after which waiting for a lock is given up."""


def write_atomically(path: "Path", content: bytes) -> None:
    """Replace a file so that a reader, even after a power cut, finds the old content or the new one, never a part."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}{TEMPORARY}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: "Path") -> None:
    """Make the names in a folder (a rename, a new file) as durable as the files themselves."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def set_aside(path: "Path") -> "Path":
    """Give what lies in a file's place another name beside it, `run.json.damaged`, and return that."""
    target = path.with_name(f"{path.name}{ASIDE}")
    number = 2
    while target.exists() or target.is_symlink():
        target = path.with_name(f"{path.name}{ASIDE}-{number}")
        number += 1
    return path.rename(target)


def write_json(path: "Path", value: Any) -> None:
    """Replace a JSON file atomically, indented: people read these files too."""
    write_atomically(path, orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def read_json(path: "Path") -> dict[str, Any] | None:
    """Return the object in a JSON file, or None where there is no such file; a damaged file is a StoreError."""
    try:
        content = path.read_bytes()
        value = orjson.loads(content)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except orjson.JSONDecodeError as error:
        raise StoreError(
            f"{path}: line {error.lineno}: this is no JSON ({error.msg}); mend or remove the file"
        ) from None
    except OSError as error:
        raise as_damage(path, error) from None
    if not isinstance(value, dict):
        raise StoreError(f"{path}: a JSON object ({{…}}) is expected here, not {type(value).__name__}")
    opened = content.count(b"[") + content.count(b"{")
    if opened > DEEPEST and _is_deep(value, DEEPEST):
        raise StoreError(f"{path}: its tables or lists are nested more than {DEEPEST} deep; mend or remove the file")
    return value


def as_damage(path: "Path", error: OSError) -> Exception:
    """Return the StoreError for something that lies in a file's place; any other error of the system as it is."""
    if error.errno not in UNREADABLE:
        return error
    return StoreError(f"{path}: a file is expected here ({str(error.strerror).lower()})")


def _is_deep(value: Any, left: int) -> bool:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return left == 0 or any(_is_deep(item, left - 1) for item in value)


def hold(path: "Path", timeout: float = LONGEST_WAIT) -> int:
    """Take the lock on a file and return its descriptor; closing it, or the end of every process that has it, lets go.

    The lock belongs to the open file (flock), so a child that inherits the descriptor goes on holding it.
    The file itself stays: to remove it would let two processes lock two files of the same name.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _wait_for_lock(path, descriptor, timeout)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _wait_for_lock(path: "Path", descriptor: int, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    pause = 0.001
    while not _try_lock(path, descriptor, fcntl.LOCK_EX):
        if time.monotonic() >= deadline:
            raise StoreError(
                f"{path}: another process has held this lock for {timeout:g} s; see who it is with `fuser {path}`"
            )
        time.sleep(pause)
        pause = min(pause * 2, 0.02)


@contextmanager
def locked(path: "Path", timeout: float = LONGEST_WAIT) -> "Iterator[None]":
    """Hold the lock on a file while the block runs; it excludes other threads as well as other processes."""
    descriptor = hold(path, timeout)
    try:
        yield
    finally:
        os.close(descriptor)


def is_locked(path: "Path") -> bool:
    """Say whether some process holds the lock on a file. Needs no right to write, and leaves nothing behind."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return False
    try:
        return not _try_lock(path, descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _try_lock(path: "Path", descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StoreError(
            f"{path}: the file system cannot lock this file ({error.strerror}); keep the store on one that can"
        ) from error
    return True
