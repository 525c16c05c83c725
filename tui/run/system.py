"""What a run takes of its machine, as rows: speed, memory, its GPU, and its time; plain functions, no widget."""

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from store import liveness
from store.room import size_told
from tui.formats import NOTHING, duration, mean, spark
from tui.widgets.celltable import CellRow
from tui.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from trainer.launch.runmeters import RunMeter
    from tui.pace import Pace
    from tui.run.view import View

KEPT = 300
"""Looks at the machine that are kept."""
COURSE = 16
COLUMNS = (
    Column("figure", "", 24),
    Column("last", "Last", 10, "right"),
    Column("mean", "Mean", 10, "right", 2),
    Column("most", "Most", 10, "right", 1),
    Column("course", "Course", COURSE),
)


@dataclass(slots=True)
class Samples:
    """What was seen of a run while somebody looked."""

    memory: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    cpu: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    """Percent of one processor."""
    load: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    gpu_memory: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    heat: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    newest: "RunMeter | None" = None

    def take(self, meter: "RunMeter") -> None:
        """Take in one more look."""
        before, self.newest = self.newest, meter
        if meter.memory is not None:
            self.memory.append(meter.memory)
        if before and before.busy is not None and meter.busy is not None and meter.t > before.t:
            self.cpu.append(max(0.0, (meter.busy - before.busy) / (meter.t - before.t) * 100))
        if meter.gpu:
            self.gpu_memory.append(meter.gpu.used)
            told = ((self.load, meter.gpu.load), (self.heat, meter.gpu.temperature))
            for kept, value in told:
                if value is not None:
                    kept.append(value)


@dataclass(frozen=True, slots=True)
class Facts:
    """What run.json and exit.json say of time and place."""

    state: dict[str, Any]
    exit: dict[str, Any] | None = None

    @property
    def launched(self) -> dict[str, Any]:
        """The newest launch, empty before the first."""
        return self.state.get("launched") or {}

    @property
    def device(self) -> str:
        """Where it was put: `cpu`, or the UUID of a GPU."""
        return str(self.launched.get("device") or "cpu")


def system_rows(view: "View", pace: "Pace", samples: Samples, facts: Facts) -> list[CellRow]:
    """Return a row for each figure that is known, and below them in a line what is not, and why."""
    rows = [*_speed(view, pace), *_memory(view, pace, samples, facts), *_device(samples), *_time(view, facts)]
    why = unknown(view, samples, facts)
    return [*rows, CellRow("unknown", (Cell(why, "dim"),))] if why else rows


def process_of(view: "View", facts: Facts) -> int | None:
    """Return the process of a run that trains on this machine; None of any other run."""
    if view.standing.status.ended or not facts.launched or not liveness.same_machine(facts.launched):
        return None
    pid = facts.launched.get("child") or (view.history.started or {}).get("pid")
    return pid if isinstance(pid, int) and pid > 0 else None


def unknown(view: "View", samples: Samples, facts: Facts) -> str:
    """Say in a line what cannot be measured, and why; nothing where all is known."""
    if not facts.launched:
        return "nothing is measured before the run is launched"
    if view.standing.status.ended:
        return "it has ended: what its processes took is measured while a run trains"
    if not liveness.same_machine(facts.launched):
        return f"it runs on {facts.launched.get('host') or 'another host'}: from here its processes are not seen"
    if samples.newest is None:
        return "measuring…"
    if samples.newest.memory is None:
        return "its process is not to be found"
    return samples.newest.problem or (
        "" if samples.newest.gpu else "it trains on the processor: there is no GPU to tell of"
    )


def _speed(view: "View", pace: "Pace") -> "Iterable[CellRow]":
    now = (view.history.progress or {}).get("images_per_second")
    if pace.speeds:
        speeds = [*pace.speeds, now] if now else pace.speeds
        yield _row("speed", "images per second", speeds, "{:,.0f}".format)
        yield _row("seconds", "seconds per epoch", pace.seconds, "{:.3g}".format)
    elif now:
        yield _row("speed", "images per second", [now], "{:,.0f}".format)


def _memory(view: "View", pace: "Pace", samples: Samples, facts: Facts) -> "Iterable[CellRow]":
    peak = (facts.exit or {}).get("peak_memory")
    if view.standing.status.ended and peak:
        yield CellRow("memory", (Cell("memory of its processes"), *_cells("", "", size_told(peak))))
    elif samples.memory:
        yield _row("memory", "memory of its processes", samples.memory, size_told)
    if samples.cpu:
        yield _row("cpu", "processors at work", samples.cpu, lambda percent: f"{percent / 100:.1f}")
    if pace.peak and facts.device != "cpu":
        yield CellRow("tensors", (Cell("memory of its tensors"), *_cells("", "", size_told(pace.peak))))


def _device(samples: Samples) -> "Iterable[CellRow]":
    gpu = samples.newest.gpu if samples.newest else None
    if gpu is None:
        return
    yield _row("gpu memory", "GPU memory, all users", samples.gpu_memory, size_told)
    yield CellRow(
        "total", (Cell(f"  of {gpu.name.removeprefix('NVIDIA ')}", "dim"), *_cells(size_told(gpu.total), "", ""))
    )
    if samples.load:
        yield _row("load", "GPU load", samples.load, "{:.0f}%".format)
    if samples.heat:
        yield _row("heat", "GPU temperature", samples.heat, "{:.0f}°C".format)


def _time(view: "View", facts: Facts) -> "Iterable[CellRow]":
    launches = [*(facts.state.get("earlier") or []), *([facts.launched] if facts.launched else [])]
    created, first = view.record.get("created"), launches[0].get("t") if launches else None
    if created is not None and first is not None:
        yield CellRow("waited", (Cell("waited to be launched"), *_cells(duration(first - created), "", "")))
    if len(launches) > 1:
        yield CellRow("launches", (Cell("launches"), *_cells(str(len(launches)), "", "")))
    if view.history.seconds:
        yield CellRow("ran", (Cell("ran"), *_cells(duration(view.history.seconds), "", "")))


def _row(key: str, name: str, values: "Sequence[float]", told: "Callable[[float], str]") -> CellRow:
    middle, points = mean(values), list(values)
    cells = _cells(told(points[-1]), NOTHING if middle is None else told(middle), told(max(points)))
    return CellRow(key, (Cell(name), *cells[:3], Cell(spark(points, COURSE), "live")))


def _cells(now: str, average: str, most: str) -> tuple[Cell, ...]:
    return Cell(now, "strong"), Cell(average, "dim"), Cell(most), Cell("")
