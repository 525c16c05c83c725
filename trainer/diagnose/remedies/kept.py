"""What a store knows of remedies that were tried, without running anything."""

from collections.abc import Iterator, Sequence

from store.names import PROBE, is_fresh
from store.run import Run
from store.status import Status
from trainer.diagnose.bench import Bench
from trainer.diagnose.changes import changes_between
from trainer.diagnose.evidence import BASELINE
from trainer.diagnose.remedies.proposals import Proposal, relative_time
from trainer.diagnose.remedies.trials import Cure, Trials, cure_of
from trainer.plan.parse import dump_config
from trainer.plan.runs import hash_variants


def kept_trials(bench: Bench, proposals: Sequence[Proposal]) -> tuple[Trials, Cure | None]:
    """Return the trials that have ended, of proposals and of what else was tried as a remedy; and what is confirmed."""
    trials = Trials(bench, lambda _runs, _why: None)
    variants = {variant_of(bench, proposal): proposal for proposal in proposals}
    variants |= {name: proposal for name, proposal in _others(bench) if name not in variants}
    runs = {name: _finished(bench, name) for name in variants}
    seeds = set(trials.seeds)
    trials.judge(
        [
            (proposal, members)
            for name, proposal in variants.items()
            if len(members := [run for run in runs[name] if run.record["seed"] in seeds]) > 1
        ]
    )
    best = trials.best()
    if best is None:
        return trials, None
    sides = (bench.variant(BASELINE), bench.variant(frozenset(bench.changes)), best.variant)
    return trials, cure_of(bench, *(_fresh(_finished(bench, name)) for name in sides))


def variant_of(bench: Bench, proposal: Proposal) -> str:
    """Return the variant that tries a proposal: the one that is configured so already, or a probe."""
    return bench.add(f"{bench.tuned}+{proposal.name}", proposal.config, proposal.why)


def _others(bench: Bench) -> Iterator[tuple[str, Proposal]]:
    """Yield what was tried as a remedy under a name of its own: several in one, and strengths."""
    before = dump_config(bench.experiment.variants[bench.tuned])
    start = f"{PROBE}{bench.tuned}+"
    for name, config in bench.experiment.variants.items():
        if name.startswith(start):
            after = dump_config(config)
            time = relative_time(before, after)
            yield name, Proposal(name.removeprefix(start), "", {}, config, changes_between(before, after), time)


def _finished(bench: Bench, variant: str) -> list[Run]:
    hash_ = hash_variants(bench.experiment.variants)[variant]
    own = (bench.experiment.name, variant, hash_)
    rows = bench.store.rows()
    return [
        bench.store.run(row.id)
        for row in rows
        if (row.experiment, row.variant, row.config_hash) == own and row.status is Status.FINISHED
    ]


def _fresh(runs: Sequence[Run]) -> list[Run]:
    return [run for run in runs if is_fresh(run.record["seed"])]
