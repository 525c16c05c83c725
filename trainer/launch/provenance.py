"""Where a run's settings and program come from: what its record keeps beside them."""

import platform
import subprocess
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from trainer.launch.gpus import find_gpus

PACKAGES = ("backslide", "torch", "torchvision", "numpy")
DRIVER = "NVIDIA driver"
LONGEST_DIFF = 64 * 1024
"""Characters of a diff that a record keeps."""
PATIENCE = 5.0
"""Seconds that git may take for an answer."""


def versions() -> dict[str, str]:
    """Return the versions of Python, of the packages that decide how a run trains, unimported, and of the driver."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    driver = find_gpus().version
    return found | ({DRIVER: driver} if driver else {})


def git_state(folder: Path) -> dict[str, Any] | None:
    """Return the commit of a folder's work tree, and what was changed since; None where there is none."""
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        return None
    diff = _git(folder, "diff", "--no-ext-diff", "--no-textconv", "HEAD") or ""
    return {"commit": commit.strip(), "diff": diff[:LONGEST_DIFF], "cut": len(diff) > LONGEST_DIFF}


def _git(folder: Path, *words: str) -> str | None:
    """Ask git, which may be missing, slow, or of no use here; programs that the work tree names are not run."""
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *words]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.decode(errors="replace")
