"""One change tried by itself: put back in the tuned variant, or made in the baseline."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from store.compare.groups import group_of
from store.errors import StoreError
from store.run import Run
from store.store import Store
from trainer.diagnose.bench import Bench
from trainer.diagnose.kept import kept_experiment
from trainer.launch.dispatcher import ensure_dispatcher
from trainer.launch.terms import USUAL

if TYPE_CHECKING:
    from trainer.diagnose.evidence import Mixture


@dataclass(frozen=True, slots=True)
class Tried:
    """A change that was queued: what the new variant is, and its runs, of which some may have been there."""

    told: str
    variant: str
    runs: list[Run]


def try_change(store: Store, baseline: str, tuned: str, place: str, *, put_back: bool) -> Tried:
    """Queue what a change of a setting does by itself, with the seeds that the tuned variant has been run with.

    `place` is the path of a setting, or of one of a method's; a method is put back, or made, as a whole. Raises
    `StoreError` where the two are not variants of one experiment, or do not differ there, and `PlanError` where what
    comes of it does not go together.
    """
    (experiment, before), (other, after) = _named(baseline), _named(tuned)
    if experiment != other:
        raise StoreError(f"{baseline} and {tuned} are of two experiments; a setting is tried within one")
    bench = Bench(store, kept_experiment(store, experiment, [before, after]), before, after)
    bench = replace(bench, terms=USUAL)
    name = next((name for name, change in bench.changes.items() if _is_of(place, change.place)), None)
    if name is None:
        raise StoreError(f"{place}: {baseline} and {tuned} do not differ in it")
    mixture: Mixture = frozenset(bench.changes) - {name} if put_back else frozenset({name})
    seeds = group_of(store.find_group(tuned)).seeds
    runs = bench.run(mixture, list(seeds))
    ensure_dispatcher(store)
    told = f"{after} without {name}" if put_back else f"{before} with {name}"
    return Tried(told, bench.variant(mixture), runs)


def _named(name: str) -> tuple[str, str]:
    experiment, _, variant = name.partition("/")
    if not variant or "/" in variant:
        raise StoreError(f"{name}: a setting is tried with all seeds of a variant, as in decline/tuned")
    return experiment, variant


def _is_of(place: str, change: str) -> bool:
    return place == change or place.startswith(f"{change}.")
