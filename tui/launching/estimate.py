"""How long a launch will take, as far as earlier runs tell, and where it would be done."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from store.status import NOT_BEGUN
from tui.formats import duration, mean, plural
from tui.launching.renamed import hashes_planned, renamed_by, told_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from store.row import Row
    from store.store import Store
    from trainer.plan.runs import PlannedRun
    from tui.launching.places import Places

    SettingsOf = Callable[[Row], Mapping[str, Any]]

LIKE = ("network", "data")
"""Sections that decide most of what an epoch takes."""
NO_MATTER = frozenset({"network.start"})
MOST_ALIKE = 50
"""Earlier runs, the newest, that an estimate is worked out from at most."""


@dataclass(frozen=True)
class Estimate:
    """Seconds from the start to the last end; of `unknown` runs nothing like them was ever run."""

    seconds: float
    known: int
    unknown: int
    earlier: int
    """How many earlier runs this was worked out from."""
    ahead: int = 0
    """How many runs wait already."""
    where: str = ""
    """What of the machine these runs would be put on, and who has it now."""
    renamed: "Mapping[str, str]" = field(default_factory=dict)
    """By variant, the runs that are called otherwise from then on."""

    @property
    def told(self) -> str:
        """The estimate in words; nothing where there is nothing to do."""
        if not self.known + self.unknown:
            return ""
        wait = f"{plural(self.ahead, 'run')} {'waits' if self.ahead == 1 else 'wait'} before" if self.ahead else ""
        return "; ".join(filter(None, (self._takes, wait, self.where, told_of(self.renamed))))

    @property
    def _takes(self) -> str:
        if not self.known:
            return "how long it takes is not known: nothing like it was run here"
        more = f", and {plural(self.unknown, 'run')} of which nothing is known" if self.unknown else ""
        return f"about {duration(self.seconds)}, from {plural(self.earlier, 'earlier run')}{more}"


def estimate(
    runs: "Sequence[PlannedRun]", rows: "Sequence[Row]", settings: "SettingsOf", places: "Places | None"
) -> Estimate:
    """Return how long runs take together on what is free now, and of what these `places` are.

    Of each, the time of an epoch is that of earlier runs of the same settings, else of the same variant, else of the
    same network on the same data. What waits for another's weights is not told apart; as long as the longest run it
    takes at least.
    """
    finished = [row for row in reversed(rows) if row.epoch and row.seconds]
    found = {run.config_hash: _alike(run, finished, settings) for run in _one_of_each(runs)}
    times = [(run, _seconds(run, found[run.config_hash])) for run in runs]
    known = [(run, seconds) for run, seconds in times if seconds is not None]
    used = {row.id for alike in found.values() for row in alike}
    ahead = sum(row.status in NOT_BEGUN for row in rows)
    return Estimate(
        _together(known, places), len(known), len(runs) - len(known), len(used), ahead, _where(runs, places)
    )


def foretold(store: "Store", runs: "Sequence[PlannedRun]") -> Estimate:
    """Return the estimate of runs that are to be queued in a store on this machine."""
    from tui.launching.places import places_here

    rows = store.rows()
    found = estimate(runs, rows, store.settings, places_here(store.root, rows) if runs else None)
    return replace(found, renamed=renamed_by(hashes_planned(runs), rows))


def _one_of_each(runs: "Iterable[PlannedRun]") -> "list[PlannedRun]":
    return list({run.config_hash: run for run in runs}.values())


def _seconds(run: "PlannedRun", alike: "Sequence[Row]") -> float | None:
    pace = mean([row.seconds / row.epoch for row in alike])
    return None if pace is None else pace * run.config.training.epochs


def _together(times: "Sequence[tuple[PlannedRun, float]]", places: "Places | None") -> float:
    """Return how long runs take side by side: on each kind of device their share of it, never less than the longest."""
    work: dict[str, float] = {}
    for run, seconds in times:
        kind, width = (places.kind(run), places.width(run)) if places else ("", 1)
        work[kind] = work.get(kind, 0.0) + seconds * width
    shares = [total / (places.by_kind[kind].lanes if places else 1) for kind, total in work.items()]
    return max([*shares, *(seconds for _, seconds in times)], default=0.0)


def _where(runs: "Sequence[PlannedRun]", places: "Places | None") -> str:
    kinds = dict.fromkeys(places.kind(run) for run in runs) if places else ()
    return "; ".join(places.by_kind[kind].told for kind in kinds) if places else ""


def _alike(run: "PlannedRun", rows: "Sequence[Row]", settings: "SettingsOf") -> "list[Row]":
    """Return the earlier runs that are most like one, the newest first."""
    own: dict[str, Any] = {}

    def of_one_kind(row: "Row") -> bool:
        if not own:
            own.update(_kind(_flat_of(run)))
        other = _kind(settings(row))
        named = all(other.get(f"{section}.name") == own[f"{section}.name"] for section in LIKE)
        return named and all(own.get(path, value) == value for path, value in other.items())

    tests: Iterable[Callable[[Row], bool]] = (
        lambda row: row.config_hash == run.config_hash,
        lambda row: (row.experiment, row.variant) == (run.experiment.name, run.variant),
        of_one_kind,
    )
    return next((found[:MOST_ALIKE] for test in tests if (found := [row for row in rows if test(row)])), [])


def _flat_of(run: "PlannedRun") -> dict[str, Any]:
    from store.compare.catalogue import flatten
    from trainer.plan.parse import dump_config

    return flatten(dump_config(run.config))


def _kind(flat: "Mapping[str, Any]") -> dict[str, Any]:
    """Return the settings of network and data; tables, which are named beside what is in them, are left out.

    What only one of two versions of the program knows tells nothing apart.
    """
    tables = {path.rpartition(".")[0] for path in flat}
    return {
        path: value
        for path, value in flat.items()
        if path.partition(".")[0] in LIKE and path not in NO_MATTER and path not in tables
    }
