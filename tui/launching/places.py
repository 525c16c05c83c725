"""Where runs would be done: how much of this machine they may use, how much of it is free, and who has the rest."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.formats import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from store.row import Row
    from trainer.launch.devices import Devices, Need
    from trainer.launch.meters import GpuMeter, Holder, Machine
    from trainer.plan.runs import PlannedRun


@dataclass(frozen=True)
class Place:
    """The CPU slots or the GPUs that runs may be put on."""

    unit: str
    """`CPU slot` or `GPU`."""
    total: int
    free: int
    busy: tuple[str, ...] = ()
    """Who has what is not free."""

    @property
    def lanes(self) -> int:
        """How many are counted with: those that are free now, or all, where none is."""
        return self.free or self.total or 1

    @property
    def told(self) -> str:
        """The place in a sentence."""
        if self.free >= self.total:
            return f"{plural(self.total, self.unit)}, all free" if self.total > 1 else f"1 {self.unit}, free"
        whose = f"; busy: {', '.join(self.busy)}" if self.busy else ""
        return f"{self.free} of {plural(self.total, self.unit)} free{whose}"


@dataclass(frozen=True)
class Places:
    """What there is on a machine, by kind (`cpu` or `gpu`)."""

    devices: "Devices"
    by_kind: "Mapping[str, Place]"

    def kind(self, run: "PlannedRun") -> str:
        """Return the kind of place that a run would be put on."""
        return need_of(run).kind(self.devices)

    def width(self, run: "PlannedRun") -> int:
        """Return how many slots or GPUs a run takes."""
        if self.kind(run) == "gpu":
            return 1
        return min(run.config.training.threads, self.devices.cpu_slots)


def need_of(run: "PlannedRun") -> "Need":
    """Return what a run would ask for if it were queued here."""
    from trainer.launch.devices import Need, visible_gpus

    training = run.config.training
    return Need(training.device, training.threads, visible_gpus())


def places_of(devices: "Devices", machine: "Machine", name_of: "Callable[[Holder], str]") -> Places:
    """Return what a machine has for runs, from what it has at all and how busy that is."""
    cpu = [name_of(holder) for holder in machine.holders if holder.device == "cpu"]
    allowed = _allowed(devices)
    busy = {gpu.uuid: _whose(gpu, machine.holders, name_of) for gpu in machine.gpus if gpu.uuid in allowed}
    taken = tuple(whose for whose in busy.values() if whose)
    slots = devices.cpu_slots
    return Places(
        devices,
        {
            "cpu": Place("CPU slot", slots, max(0, slots - machine.taken), tuple(dict.fromkeys(cpu))),
            "gpu": Place("GPU", len(allowed), len(allowed) - len(taken), taken),
        },
    )


def places_here(root: "Path", rows: "Sequence[Row]") -> "Places | None":
    """Look at this machine; `rows` say what the runs of the store in a folder are called. None where it cannot be."""
    from trainer.launch.devices import find_devices
    from trainer.launch.errors import LaunchError
    from trainer.launch.meters import read_machine

    names, stores = {row.id: row.name for row in rows}, {str(root), str(root.resolve())}

    def name_of(holder: "Holder") -> str:
        own = names.get(holder.run) if holder.store in stores else None
        return own or f"{holder.run} of {holder.store}"

    try:
        return places_of(find_devices(), read_machine(), name_of)
    except (LaunchError, OSError):
        return None


def _allowed(devices: "Devices") -> set[str]:
    from trainer.launch.devices import Need, visible_gpus

    need = Need("auto", 1, visible_gpus())
    return {gpu.uuid for gpu in devices.gpus if need.allows(gpu)}


def _whose(gpu: "GpuMeter", holders: "Sequence[Holder]", name_of: "Callable[[Holder], str]") -> str:
    """Say who has a GPU: a run, else whose process computes on it; nothing where it is free."""
    runs = [name_of(holder) for holder in holders if holder.device == gpu.uuid]
    strangers = [" ".join(filter(None, (one.user, one.name, f"pid {one.pid}"))) for one in gpu.processes]
    whose = ", ".join(runs or strangers)
    return f"GPU {gpu.index} by {whose}" if whose else ""
