"""What a store knows of remedies that were tried, without running anything."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from store.names import PROBE, is_fresh
from store.row import Row
from store.run import Run
from store.status import Status
from trainer.diagnose.bench import Bench
from trainer.diagnose.changes import changes_between
from trainer.diagnose.evidence import BASELINE
from trainer.diagnose.remedies.proposals import Proposal, proposals, relative_time
from trainer.diagnose.remedies.trials import Cure, Trials, probe_mark, probe_start, variant_of
from trainer.diagnose.signatures.kinds import Kind
from trainer.plan.earlier import name_of
from trainer.plan.parse import dump_config

OVER = frozenset({Status.FINISHED, Status.FAILED})
Rows = Mapping[str, Sequence[Row]]
"""The runs of each variant, of the configuration that it has now."""


def kept_trials(bench: Bench) -> tuple[Trials, Cure | None]:
    """Return the trials that are over, of remedies for any kind of decline; and what of the best is confirmed.

    What a search has trained, and comes to the same, is one; a variant that somebody has written is none.
    """
    trials = Trials(bench, lambda _runs, _why: None)
    found = proposals(bench.experiment.variants[bench.tuned], Kind)
    variants = {variant_of(bench, proposal): proposal for proposal in found} | dict(_others(bench))
    variants = {name: proposal for name, proposal in variants.items() if name.startswith(PROBE)}
    rows = rows_by_variant(bench)
    over = {name: _over(rows.get(name, ()), trials.seeds) for name in variants}
    trials.judge([(proposal, _runs(bench, over[name])) for name, proposal in variants.items() if over[name]])
    best = trials.best()
    if best is None:
        return trials, None
    sides = (bench.variant(BASELINE), bench.variant(frozenset(bench.changes)), best.variant)
    fresh = [_runs(bench, [row for row in rows.get(name, ()) if is_fresh(row.seed)]) for name in sides]
    return trials, trials.cure(*fresh)


def rows_by_variant(bench: Bench) -> dict[str, list[Row]]:
    """Return the runs of each variant, as far as they are of the configuration that it has now, the oldest first."""
    found: dict[str, list[Row]] = {}
    for row in bench.rows():
        name = name_of(row.variant, row.config_hash, bench.hashes)
        if row.config_hash == bench.hashes.get(name):
            found.setdefault(name, []).append(row)
    return found


def _over(rows: Iterable[Row], seeds: Sequence[int]) -> list[Row]:
    """Return the newest run of each of these seeds, if all of them are over; else nothing."""
    newest = {row.seed: row for row in rows if row.seed in seeds}
    is_over = len(newest) == len(seeds) and all(row.status in OVER for row in newest.values())
    return list(newest.values()) if is_over else []


def _runs(bench: Bench, rows: Iterable[Row]) -> list[Run]:
    return [bench.store.run(row.id) for row in rows]


def _others(bench: Bench) -> Iterator[tuple[str, Proposal]]:
    """Yield what was tried under a name of its own on the declined configuration as it is now."""
    before = dump_config(bench.experiment.variants[bench.tuned])
    start = probe_start(bench)
    for name, config in bench.experiment.variants.items():
        told, _, mark = name.removeprefix(start).rpartition("-")
        if name.startswith(start) and mark == probe_mark(bench, bench.hashes[name]):
            after = dump_config(config)
            time = relative_time(before, after)
            yield name, Proposal(told, "", {}, config, changes_between(before, after), time)
