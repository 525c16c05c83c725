"""How long a launch will take, as far as earlier runs tell."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.status import NOT_BEGUN
from tui.formats import duration, mean, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from store.row import Row
    from trainer.plan.runs import PlannedRun


@dataclass(frozen=True)
class Estimate:
    """Seconds from the start to the last end; of `unknown` runs nothing like them was ever run."""

    seconds: float
    known: int
    unknown: int
    earlier: int
    """How many earlier runs this was worked out from."""
    slots: int
    ahead: int = 0
    """How many runs wait already."""

    @property
    def told(self) -> str:
        """The estimate in words; nothing where there is nothing to do, or nothing known."""
        if not self.known:
            return "how long it takes is not known: nothing like it was run here" if self.unknown else ""
        more = f", and {plural(self.unknown, 'run')} of which nothing is known" if self.unknown else ""
        wait = f", after {plural(self.ahead, 'waiting run')}" if self.ahead else ""
        source = f"by {plural(self.earlier, 'earlier run')}"
        return f"about {duration(self.seconds)} {source}, {self.slots} at a time{more}{wait}"


def estimate(runs: "Sequence[PlannedRun]", rows: "Sequence[Row]", slots: int) -> Estimate:
    """Return how long runs take together.

    Of each, the time of an epoch is that of earlier runs of the same settings, else of the same variant, else of the
    same experiment. What waits for another's weights is not told apart; as long as the longest run it takes at least.
    """
    finished = [row for row in rows if row.epoch and row.seconds]
    times, used = [], set[str]()
    for run in runs:
        alike = _alike(run, finished)
        if alike:
            used |= {row.id for row in alike}
            paces = [row.seconds / row.epoch for row in alike]
            times.append((mean(paces) or 0.0) * run.config.training.epochs)
    total = max([sum(times) / max(slots, 1), *times], default=0.0)
    ahead = sum(row.status in NOT_BEGUN for row in rows)
    return Estimate(total, len(times), len(runs) - len(times), len(used), slots, ahead)


def _alike(run: "PlannedRun", rows: "Sequence[Row]") -> "list[Row]":
    """Return the earlier runs that are most like one."""
    tests: Iterable[Callable[[Row], bool]] = (
        lambda row: row.config_hash == run.config_hash,
        lambda row: (row.experiment, row.variant) == (run.experiment.name, run.variant),
        lambda row: row.experiment == run.experiment.name,
    )
    return next((found for test in tests if (found := [row for row in rows if test(row)])), [])


def slots_here() -> int:
    """Return how many runs this machine does at once: one a GPU, else one a CPU slot."""
    from trainer.launch.devices import find_devices
    from trainer.launch.errors import LaunchError

    try:
        devices = find_devices()
    except LaunchError:
        return 1
    return len(devices.gpus) or devices.cpu_slots
