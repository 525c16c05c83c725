"""Parts of a GPU's memory: several small runs on one card, never more than it has."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from trainer.launch import claims
from trainer.launch.gpus import Gpu

MOST = 16
"""Runs that may share one GPU."""
PATIENCE = 2.0
"""Seconds to wait for somebody who is just deciding about the same GPU."""


def take_share(gpu: Gpu, memory: int, holder: dict[str, Any]) -> list[int]:
    """Claim a part of a GPU's memory and return the descriptors that hold it; none where there is not enough.

    What others have claimed counts as used, whether they have allocated it yet or not. Nobody shares a GPU with a
    stranger.
    """
    with _deciding(gpu) as alone:
        whole = claims.take(gpu.uuid, holder, shared=True) if alone else None
        if whole is None:
            return []
        parts = [told for name, told in claims.held() if name.startswith(_name(gpu, ""))]
        room = min(gpu.free, gpu.total - sum(int(told.get("memory", gpu.total)) for told in parts))
        fits = memory <= room and not _has_stranger(gpu, parts)
        part = _free_part(gpu, holder | {"memory": memory}) if fits else None
        if part is None:
            os.close(whole)
            return []
        return [whole, part]


def _has_stranger(gpu: Gpu, parts: list[dict[str, Any]]) -> bool:
    """Say whether somebody computes on a GPU who is not of the process groups that hold its parts.

    Processes that cannot be seen from here (of another container) are taken for ours, as far as there are parts.
    """
    groups = [group_of(pid) for pid in gpu.pids]
    ours = [group for group in groups if group in {told.get("group") for told in parts}]
    unseen = gpu.processes - len([group for group in groups if group is not None])
    return len(ours) + unseen < gpu.processes or unseen > len(parts) - len(set(ours))


def group_of(pid: int) -> int | None:
    """Return the process group of a process, or None where it cannot be seen from here."""
    try:
        return os.getpgid(pid)
    except OSError:
        return None


def _free_part(gpu: Gpu, holder: dict[str, Any]) -> int | None:
    taken = (claims.take(_name(gpu, str(number)), holder) for number in range(MOST))
    return next((descriptor for descriptor in taken if descriptor is not None), None)


def _name(gpu: Gpu, part: str) -> str:
    return f"{gpu.uuid}.part-{part}"


@contextmanager
def _deciding(gpu: Gpu) -> Iterator[bool]:
    """Give whether nobody else decides about a GPU at the same time; two who look at once would both find room."""
    deadline = time.monotonic() + PATIENCE
    while (lock := claims.take(f"{gpu.uuid}.deciding", {})) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield lock is not None
    finally:
        if lock is not None:
            os.close(lock)
