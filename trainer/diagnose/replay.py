"""A bisection as far as the figures of a store lead it: nothing is queued, and what it waits for is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from store.names import find_rows
from store.row import Row
from store.run import Run
from store.status import Status
from store.store import Store
from trainer.diagnose.asked import Asked, bench_of
from trainer.diagnose.bench import Bench
from trainer.diagnose.bisection import Answer, Bisection, Finding
from trainer.diagnose.confirmation import Confirmation
from trainer.diagnose.errand import errand_of
from trainer.diagnose.search import Search
from trainer.launch.queue import RESUMED, REUSED
from trainer.plan.earlier import name_of

DECIDED = frozenset({Status.FINISHED, Status.FAILED})
"""What a search takes note of; whatever else has ended goes on when the search does."""


class LackingError(Exception):
    """Figures are missing that the search would have to wait for."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A run that a search waits for; without a row it is not queued."""

    variant: str
    seed: int
    row: Row | None = None


@dataclass
class KeptBench(Bench):
    """A bench that looks into the store only."""

    kept: Sequence[Row] = ()
    lacking: list[Probe] = field(default_factory=list)
    read_before: dict[str, Run] = field(default_factory=dict)
    """Runs by id, so that of each only what is new is read."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._best: dict[tuple[str, str, int], Row] = {}
        for row in sorted(self.kept, key=_worth):
            self._best[name_of(row.variant, row.config_hash, self.hashes), row.config_hash, row.seed] = row

    def rows(self) -> Sequence[Row]:
        return self.kept

    def run_variant(self, name: str, seeds: Sequence[int]) -> list[Run]:
        """Return the runs of a variant that are over, and remember those that are not."""
        found = []
        for seed in seeds:
            row = self._best.get((name, self.hashes[name], seed))
            if row is not None and row.status in DECIDED:
                found.append(self.read_before.setdefault(row.id, Run(self.store.root / row.id)))
            else:
                self.lacking.append(Probe(name, seed, row))
        return found

    def check(self, _runs: Sequence[Run], _why: str) -> None:
        """Go no further where something is lacking."""
        if self.lacking:
            raise LackingError


@dataclass(frozen=True)
class Progress:
    """How far a search has come: its steps and open question are its bisection's."""

    asked: Asked
    bench: Bench
    bisection: Bisection
    answer: Answer | None = None
    figure: str = ""
    """What an answer is held against."""
    confirmation: Confirmation | None = None
    probes: tuple[Probe, ...] = ()
    """What it waits for."""
    was_asked: bool = False
    """Whether anybody has ever been at it."""

    @property
    def is_begun(self) -> bool:
        """Whether somebody has searched: what others have trained may settle a question or two by itself."""
        return self.was_asked or self.answer is not None

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to be done."""
        return self.answer is not None and not self.probes


class Replay:
    """Looks again and again how far a search has come; what was read before is not read again."""

    def __init__(self, root: Path) -> None:
        self._store = Store(root)
        self._bench: KeptBench | None = None
        self._made_for: tuple[object, ...] = ()

    def look(self, asked: Asked) -> Progress:
        """Return how far it has come by now. Raises `StoreError` where it cannot be asked."""
        bench = self._fresh_bench(asked)
        bisection = Bisection(list(bench.changes), rules=asked.rules)
        search = Search(bench, bisection, bench.check, lambda _step: None)
        answer, figure, confirmation = None, "", None
        try:
            answer = search.answer()
            if answer.finding is Finding.GUILTY:
                figure = bench.held_out_figure()
                confirmation = search.confirmation(answer, figure)
        except LackingError:
            pass
        was_asked = bool(errand_of(self._store.root, asked).about())
        return Progress(asked, bench, bisection, answer, figure, confirmation, tuple(bench.lacking), was_asked)

    def _fresh_bench(self, asked: Asked) -> KeptBench:
        """Return a bench of what there is now; the settings are read again only where they have changed."""
        rows = [row for row in self._store.rows() if row.experiment == asked.experiment]
        made_for = (asked, *(_newest_hash(asked, name, rows) for name in (asked.baseline, asked.tuned)))
        if self._bench is None or self._made_for != made_for:
            bench = bench_of(self._store, asked)
            self._bench = KeptBench(self._store, bench.experiment, bench.baseline, bench.tuned, bench.figure)
            self._made_for = made_for
        self._bench = replace(self._bench, kept=rows, lacking=[])
        return self._bench


def _newest_hash(asked: Asked, variant: str, rows: Sequence[Row]) -> str:
    return find_rows(f"{asked.experiment}/{variant}", rows)[-1].config_hash


def _worth(row: Row) -> tuple[int, float]:
    """Order runs of equal settings as queueing chooses among them: done or on its way, to go on, any other."""
    return (2 if row.status in REUSED else 1 if row.status in RESUMED else 0), row.created
