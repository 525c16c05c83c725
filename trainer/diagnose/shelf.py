"""A bisection run again on what the store has: nothing is queued, and it stops where a figure is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from store.names import PROBE
from store.run import Run
from store.status import Status
from trainer.diagnose.bench import Bench
from trainer.diagnose.bisection import Answer, Bisection, Finding
from trainer.diagnose.confirmation import Confirmation
from trainer.diagnose.evidence import Mixture
from trainer.diagnose.inquiry import Rules
from trainer.diagnose.search import Search
from trainer.plan.runs import hash_variants

KNOWN = frozenset({Status.FINISHED, Status.FAILED})
"""What a search can go by: others go on when it does."""


class NotRunError(Exception):
    """The store lacks runs that a search asks for."""


@dataclass
class Shelf(Bench):
    """A bench that takes what the store has, with whichever version of the program it was trained."""

    probed: bool = False
    """Whether it has found runs that only a search asks for."""
    _kept: dict[tuple[str, str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        Bench.__post_init__(self)
        rows = [row for row in self.store.rows() if row.experiment == self.experiment.name and row.status in KNOWN]
        rows.sort(key=lambda row: row.status is Status.FINISHED)  # of equal runs one that finished, else the newest
        self._kept = {(row.variant, row.config_hash, row.seed): row.id for row in rows}

    def run(self, mixture: Mixture, seeds: Sequence[int]) -> list[Run]:
        """Return the runs of a mixture; raises `NotRunError` where one is missing."""
        name = self.variant(mixture)
        config_hash = hash_variants(self.experiment.variants)[name]
        found = [self._kept.get((name, config_hash, seed)) for seed in seeds]
        ids = [id_ for id_ in found if id_]
        self.probed |= bool(ids) and name.startswith(PROBE)
        if len(ids) < len(found):
            raise NotRunError(name)
        return [self.store.run(id_) for id_ in ids]


@dataclass(frozen=True)
class Replay:
    """How far a search has come: no answer where runs are missing; `begun` says whether there is one at all."""

    search: Search
    begun: bool
    answer: Answer | None = None
    confirmed: Confirmation | None = None
    figure: str = ""
    """What the answer is held against."""


def replay(shelf: Shelf, rules: Rules) -> Replay:
    """Return what a bisection by these rules answers, as far as the store has its runs. Trains and queues nothing."""
    bisection = Bisection(list(shelf.changes), rules=rules)
    search = Search(shelf, bisection, lambda _runs, _why: None, lambda _step: None)
    figure = shelf.held_out_figure()
    try:
        answer = search.answer()
    except NotRunError:
        return Replay(search, shelf.probed)
    found = Replay(search, begun=True, answer=answer, figure=figure)
    if answer.finding is not Finding.GUILTY:
        return found
    try:
        return replace(found, confirmed=search.confirmation(answer, figure))
    except NotRunError:
        return found
