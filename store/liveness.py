"""Whether a run's processes live: what can be known from here, and what cannot."""

import os
import socket
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")


class Machine(NamedTuple):
    """Where a process runs. A lock is evidence of death only within one host, boot and pid namespace."""

    host: str
    boot_id: str
    pid_namespace: str

    def as_evidence(self) -> dict[str, str]:
        """Return what a launcher records in run.json beside its pid."""
        return {"host": self.host, "boot_id": self.boot_id, "pid_namespace": self.pid_namespace}


@cache
def this_machine() -> Machine:
    """Return the machine, or container, of this process."""
    return Machine(socket.gethostname(), _first_line("/proc/sys/kernel/random/boot_id"), _link("/proc/self/ns/pid"))


def same_machine(launched: dict[str, Any]) -> bool:
    """Say whether a run was launched on this host, in this boot and in this pid namespace."""
    return all(launched.get(name) == value for name, value in this_machine().as_evidence().items())


def rebooted_since(launched: dict[str, Any], heard: float | None) -> bool:
    """Say whether this host, by name, was started anew after a run was launched and last heard of (unix time)."""
    here = this_machine()
    if launched.get("host") != here.host or launched.get("boot_id") == here.boot_id:
        return False
    started = boot_time()
    return started is not None and max(heard or 0.0, _number(launched.get("t"))) < started


def process_lives(pid: Any, since: Any) -> bool:
    """Say whether a process of this machine, running at `since` (unix time), lives; a later one of its pid does not."""
    started = boot_time()
    if not isinstance(pid, int) or started is None:
        return False
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return False
    return state not in {"Z", "X"} and started + int(rest[18]) / TICKS <= _number(since) + 2


@cache
def boot_time() -> float | None:
    """Return the unix time at which this machine was started, or None where the system does not say."""
    try:
        lines = Path("/proc/stat").read_text().splitlines()
    except OSError:
        return None
    return next((float(line.split()[1]) for line in lines if line.startswith("btime ")), None)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _first_line(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def _link(path: str) -> str:
    try:
        return str(Path(path).readlink())
    except OSError:
        return ""
