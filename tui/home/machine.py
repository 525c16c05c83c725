"""The devices of this machine as lines: load, memory, temperature, and whose processes these are."""

from typing import TYPE_CHECKING

from store.room import size_told
from tui.formats import NOTHING
from tui.home.lines import DEVICES, HomeLine, Section
from tui.widgets.columns import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from store.row import Row
    from trainer.launch.meters import GpuMeter, Holder, Machine, Process

BAR = 5
HOT = 85
"""Degrees Celsius from which on a GPU is told to be hot."""
CPU_KEY = "device/cpu"
UNMEASURED = Section(DEVICES, "Devices", (HomeLine(CPU_KEY, "note", DEVICES, "measuring…"),), 1)
"""What stands there for the first moment, so that on most machines nothing moves after it."""


class Devices:
    """Makes lines of what was measured; knows which runs are this store's, and how they are called."""

    def __init__(self, root: "Path") -> None:
        self._store = str(root.resolve())
        self._root = str(root)
        self._names: Mapping[str, Row] = {}

    def section(self, machine: "Machine", rows: "Mapping[str, Row]") -> Section:
        """Return a line for each GPU, one for the CPU, and one for what is wrong."""
        self._names = rows
        lines = [self._gpu(gpu, [one for one in machine.holders if one.device == gpu.uuid]) for gpu in machine.gpus]
        lines.append(self._cpu(machine))
        if machine.problem:
            lines.append(HomeLine("device/problem", "note", DEVICES, machine.problem))
        return Section(DEVICES, "Devices", lines, len(lines))

    def _gpu(self, gpu: "GpuMeter", holders: "Sequence[Holder]") -> HomeLine:
        from trainer.launch.meters import of_group

        held = [(process, of_group(holders, process)) for process in gpu.processes]
        whose = list(dict.fromkeys(self.name_of(one) if one else _stranger(process) for process, one in held))
        whose += [self.name_of(one) for one in holders if self.name_of(one) not in whose]
        cells = (
            Cell(f"GPU {gpu.index} {gpu.name.removeprefix('NVIDIA ')}", "strong"),
            _load(gpu.load),
            Cell(_memory(gpu.used, gpu.total)),
            _heat(gpu.temperature),
            Cell(", ".join(whose) or "free", "" if whose else "dim"),
        )
        told = [self._process(process, one) for process, one in held]
        text = "  ·  ".join([f"{gpu.name}, {gpu.uuid}", *(told or ["no process computes on it"])])
        return HomeLine(f"device/{gpu.uuid}", "device", DEVICES, text, cells=cells)

    def _cpu(self, machine: "Machine") -> HomeLine:
        runs = [self.name_of(one) for one in machine.holders if one.device == "cpu"]
        slots = f"{machine.taken} of {machine.slots} slots"
        cells = (
            Cell("CPU", "strong"),
            _load(round(machine.load)),
            Cell(_memory(machine.used, machine.total)),
            Cell(""),
            Cell(f"{slots}: {', '.join(runs)}" if runs else slots, "" if runs else "dim"),
        )
        text = f"{slots} are taken" + (f" by {', '.join(runs)}" if runs else "")
        return HomeLine(CPU_KEY, "device", DEVICES, text, cells=cells)

    def name_of(self, holder: "Holder") -> str:
        """Return a run's name, if it is one of this store, else its id and where it is kept."""
        row = self._names.get(holder.run) if holder.store in {self._store, self._root} else None
        return row.name if row else f"{holder.run} of {holder.store}"

    def _process(self, process: "Process", holder: "Holder | None") -> str:
        taken = "" if process.memory is None else size_told(process.memory)
        parts = (f"pid {process.pid}", process.user, process.name, taken, self.name_of(holder) if holder else "")
        return " ".join(filter(None, parts))


def _stranger(process: "Process") -> str:
    return f"{process.user}: {process.name} {process.pid}" if process.user else f"pid {process.pid}, not seen from here"


def _load(percent: int | None) -> Cell:
    if percent is None:
        return Cell(NOTHING, "dim")
    full = min(BAR, round(percent / 100 * BAR))
    return Cell(f"{'▰' * full}{'▱' * (BAR - full)} {percent:>3}%", "live" if percent >= BAR else "dim")


def _memory(used: int, total: int) -> str:
    gibibyte = 2**30
    return f"{used / gibibyte:.1f}/{total / gibibyte:.1f} GiB"


def _heat(degrees: int | None) -> Cell:
    if degrees is None:
        return Cell(NOTHING, "dim")
    return Cell(f"{degrees}°C", "warn" if degrees >= HOT else "")
