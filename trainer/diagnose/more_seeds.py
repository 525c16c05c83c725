"""More seeds for variants whose difference cannot be told yet."""

from collections.abc import Sequence
from itertools import count

from store.compare.groups import group_of
from store.errors import StoreError
from store.run import Run
from store.store import Store
from trainer.diagnose.kept import kept_experiment
from trainer.launch.dispatcher import ensure_dispatcher
from trainer.launch.queue import queue_runs
from trainer.plan.runs import plan_runs


def seeds_for(store: Store, variants: Sequence[str], number: int) -> list[int]:
    """Return so many seeds: those that every variant has, those that some have, then new ones."""
    found = [set(group_of(store.find_group(name)).seeds) for name in variants]
    common, some = found[0].intersection(*found), found[0].union(*found)
    known = [*sorted(common), *sorted(some - common)]
    new = (seed for seed in count(1) if seed not in known)
    while len(known) < number:
        known.append(next(new))
    return known[:number]


def queue_seeds(store: Store, variants: Sequence[str], number: int) -> list[Run]:
    """Queue what variants of one experiment lack of so many common seeds, and return the runs that are to be done.

    Raises `StoreError` where they are not variants of one experiment.
    """
    experiments = {name.partition("/")[0] for name in variants}
    if len(experiments) > 1 or any(name.count("/") != 1 or "@" in name for name in variants):
        raise StoreError(f"{', '.join(variants)}: seeds are added to variants of one experiment, as in decline/tuned")
    names = [name.partition("/")[2] for name in variants]
    experiment = kept_experiment(store, experiments.pop(), names)
    queued = queue_runs(store, plan_runs(experiment, names, seeds_for(store, variants, number)))
    if queued.new or queued.resumed:
        ensure_dispatcher(store)
    return [*queued.new, *queued.resumed]
