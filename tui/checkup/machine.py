"""The program and the machine: versions, CPU slots, GPUs, claims, and whether training outlives a logout."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from trainer.launch import claims, turns
from trainer.launch.devices import CPU_SLOTS, Devices, find_devices, is_named, visible_gpus
from trainer.launch.gpus import Gpu
from tui.checkup.check import Check
from tui.formats import plural

PROGRAM, MACHINE = "Program", "Machine"
LOGIND = Path("/etc/systemd")
CONTAINER_SIGNS = (Path("/.dockerenv"), Path("/run/.containerenv"))


def program() -> Iterator[Check]:
    """Yield the versions of what trains; nothing of it is imported."""
    yield Check(PROGRAM, "backslide", version("backslide"))
    yield Check(PROGRAM, "Python", platform.python_version())
    for package in ("torch", "torchvision"):
        try:
            yield Check(PROGRAM, package, version(package))
        except PackageNotFoundError:
            advice = f"nothing can be trained without it: pip install {package}"
            yield Check(PROGRAM, package, "not installed", advice, bad=True)


def machine(etc: Path = LOGIND, *, mend: bool = False) -> Iterator[Check]:
    """Yield what runs can be put on, who has it now, and what would end them."""
    devices = find_devices()
    how = f"set by {CPU_SLOTS}" if os.environ.get(CPU_SLOTS) else "the CPUs that this process may use"
    yield Check(MACHINE, "CPU slots", f"{devices.cpu_slots} ({how})")
    yield from _gpus(devices)
    yield from _claims()
    yield from _turns(mend=mend)
    yield from _container()
    if kills_at_logout(etc):
        advice = (
            "training would end with your last session; set KillUserProcesses=no in /etc/systemd/logind.conf, or "
            "`loginctl enable-linger` and start with `systemd-run --user --scope backslide`"
        )
        yield Check(MACHINE, "logout", "kills what is left running (KillUserProcesses=yes)", advice, bad=True)


def _gpus(devices: Devices) -> Iterator[Check]:
    driver = devices.driver
    if driver.problem:
        yield Check(MACHINE, "GPUs", driver.problem, "runs go to the CPU until `nvidia-smi` works", bad=True)
        return
    if not driver.gpus:
        yield Check(MACHINE, "GPUs", f"none (driver {driver.version})" if driver.version else "none: no NVIDIA driver")
        return
    yield Check(MACHINE, "NVIDIA driver", driver.version)
    visible = visible_gpus()
    for gpu in driver.gpus:
        yield _gpu(gpu, usable=visible is None or any(is_named(gpu, word) for word in visible))


def _gpu(gpu: Gpu, *, usable: bool) -> Check:
    gibibyte = 2**30
    found = f"{gpu.name}, {gpu.free / gibibyte:.1f} of {gpu.total / gibibyte:.1f} GiB free, {gpu.uuid}"
    if gpu.processes:
        found += f", {gpu.processes} computing"
    advice = ""
    if gpu.mig:
        advice = "it is cut into MIG instances, which are not claimed one by one; switch MIG off to use it"
    elif not usable:
        advice = "CUDA_VISIBLE_DEVICES leaves it out, so no run that is queued from here is put on it"
    return Check(MACHINE, f"GPU {gpu.index}", found, advice)


def _claims() -> Iterator[Check]:
    yield Check(MACHINE, "claims are kept in", str(claims.claims_folder()))
    for name, holder in claims.held():
        run, store = holder.get("run", "an unknown run"), holder.get("store", "an unknown store")
        yield Check(MACHINE, f"claim {name}", f"held by {run} of {store}")


def _turns(*, mend: bool) -> Iterator[Check]:
    stale = turns.left_behind()
    if stale:
        left = turns.remove_left_behind() if mend else stale
        count = f"{plural(len(stale), 'turn')} for a device, left by dispatchers that were killed"
        advice = "they hold nobody up; `backslide doctor --mend` removes those that are yours" if left else ""
        yield Check(MACHINE, "turns" if left else "mended", count, advice)


def _container() -> Iterator[Check]:
    if any(sign.exists() for sign in CONTAINER_SIGNS):
        advice = (
            "other containers do not see these claims; where they share a GPU, mount one folder "
            f"into all of them and name it in BACKSLIDE_CLAIMS (default {claims.SHARED})"
        )
        yield Check(MACHINE, "container", "yes", advice)


def kills_at_logout(etc: Path) -> bool:
    """Say whether logind ends a user's processes at logout; the last setting in its files counts."""
    answer = False
    for file in [etc / "logind.conf", *sorted((etc / "logind.conf.d").glob("*.conf"))]:
        for line in _lines(file):
            name, _, value = line.partition("=")
            if name.strip() == "KillUserProcesses":
                answer = value.strip().lower() in {"yes", "true", "on", "1"}
    return answer


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(errors="replace").splitlines()
    except OSError:
        return []
