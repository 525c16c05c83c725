"""File systems of a test's own, which can be taken away."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def done(*command: object) -> bool:
    """Run a command of the system's and say whether it did what it was to do."""
    program = shutil.which(str(command[0]), path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    call = [program or "false", *map(str, command[1:])]
    return subprocess.run(call, check=False, capture_output=True).returncode == 0


@contextmanager
def mounted(folder: Path, *options: object) -> Iterator[Path]:
    """Mount a file system on a new folder, as root alone can."""
    folder.mkdir()
    if not done("mount", *options, folder):
        pytest.skip("only root can mount a file system, and not in every container")
    try:
        yield folder
    finally:
        done("umount", "-l", folder)


@contextmanager
def ext4(folder: Path) -> Iterator[Path]:
    """Mount a new ext4 of 48 MB, which is mounted read-only where the kernel finds an error."""
    image = folder.with_suffix(".img")
    with image.open("wb") as file:
        file.truncate(48 << 20)
    if not done("mkfs.ext4", "-q", "-F", "-e", "remount-ro", image):
        pytest.skip("there is no mkfs.ext4 here")
    with mounted(folder, "-o", "loop", image):
        yield folder
