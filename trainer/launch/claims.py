"""Claims on what a machine has: locks that every store and every user of the machine sees."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from store.files import is_locked
from trainer.launch.errors import LaunchError

SHARED = "/tmp/backslide-claims"  # noqa: S108 - all users of the machine must meet here, whatever their TMPDIR
ENDING = ".lock"


def claims_folder() -> Path:
    """Return the machine's folder of claims, which `BACKSLIDE_CLAIMS` moves; anyone may write there, as in /tmp."""
    folder = Path(os.environ.get("BACKSLIDE_CLAIMS") or SHARED)
    try:
        folder.mkdir(parents=True)
        folder.chmod(0o1777)
    except FileExistsError:
        pass
    except OSError as error:
        raise LaunchError(f"{folder}: the folder of device claims cannot be made ({error.strerror})") from error
    return folder


def take(name: str, holder: dict[str, Any], *, shared: bool = False) -> int | None:
    """Claim a device by name and return the descriptor that holds it, or None where somebody else does.

    The claim is held until every process that has the descriptor is gone, so it is handed on to a run's processes.
    A `shared` one excludes only those that are not; who it is that holds it is then not told.
    """
    path = claims_folder() / f"{name}{ENDING}"
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    if not _is_still(path, descriptor):
        os.close(descriptor)
        return take(name, holder, shared=shared)
    if shared:
        return descriptor
    with suppress(OSError):  # who holds it is told to people only, but for the memory of a part of a GPU
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
    return descriptor


def note(descriptor: int, **more: Any) -> None:
    """Add to what the holder of a claim says of itself."""
    with suppress(OSError, ValueError):
        told = json.loads(os.pread(descriptor, 4096, 0)) | more
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(told).encode(), 0)


def held() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the names of claims that are held now, with what their holders say of themselves."""
    for path in sorted(claims_folder().glob(f"*{ENDING}")):
        if is_locked(path):
            yield path.name.removesuffix(ENDING), _holder(path)


def _open(path: Path) -> int:
    """Open a claim's file; one that exists without O_CREAT, which kernels refuse for other users' files in /tmp."""
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with suppress(FileNotFoundError):
            return _open_existing(path)
        with suppress(FileExistsError):
            descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o666)
            os.fchmod(descriptor, 0o666)
            return descriptor
        return _open_existing(path)
    except OSError as error:
        raise LaunchError(f"{path}: this device claim cannot be opened ({error.strerror})") from error


def _open_existing(path: Path) -> int:
    """Open a claim's file. To lock it, reading is enough: its maker may have been killed before all could write it."""
    flags = os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(path, flags | os.O_RDWR)
    except PermissionError:
        return os.open(path, flags | os.O_RDONLY)


def _is_still(path: Path, descriptor: int) -> bool:
    """Say whether the file that was locked is the one of that name: another process may have cleaned /tmp meanwhile."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _holder(path: Path) -> dict[str, Any]:
    try:
        holder = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return holder if isinstance(holder, dict) else {}
