"""Room on the disk of a store: how much there is, and how much is left to others."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LEAST = 256 * 2**20
"""Bytes that are to be free before another run begins; or BACKSLIDE_ROOM says how many."""
MARGIN = 64 * 2**20
"""Bytes that a checkpoint leaves to what must be written, such as figures; a hundredth of a smaller disk."""


def free_bytes(folder: "Path") -> int:
    """Return the bytes that are free for us where a folder lies."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def has_room(folder: "Path", size: int) -> bool:
    """Say whether a file of so many bytes fits into a folder, and leaves the margin."""
    disk = os.statvfs(folder)
    margin = min(MARGIN, disk.f_blocks * disk.f_frsize // 100)
    return disk.f_bavail * disk.f_frsize >= size + margin


def lack_of_room(root: "Path") -> str:
    """Say that another run would find too little room where a store lies, or nothing."""
    try:
        free, least = free_bytes(root), int(os.environ.get("BACKSLIDE_ROOM") or LEAST)
    except (OSError, ValueError):
        return ""
    return f"too little room on the disk: {size_told(free)} free, {size_told(least)} wanted" if free < least else ""


def size_told(size: float) -> str:
    """Return a number of bytes as people say it: `1.5 GiB`."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit in ("B", "KiB") else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"
