"""What a person asks of a search, and the bench that it is done on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from store.compare.groups import group_of
from store.compare.metrics import metric
from store.errors import StoreError, did_you_mean
from store.names import find_rows
from store.row import USUAL_BASELINE, Row
from store.store import Store
from store.yardstick import Yardstick, group_name
from trainer.diagnose.bench import Bench
from trainer.diagnose.inquiry import Rules
from trainer.diagnose.kept import kept_experiment
from trainer.diagnose.methods import Method
from trainer.plan.earlier import is_earlier


@dataclass(frozen=True, slots=True)
class Asked:
    """What made a variant of an experiment worse than its baseline, and what that may cost."""

    experiment: str
    baseline: str
    tuned: str
    figure: str = "val.accuracy"
    method: Method = Method.BISECT
    share: float = 0.8
    most_runs: int = 200
    seeds: int | None = None
    """Seeds of a mixture, where the method takes a fixed number; None: as many as suit it."""

    @property
    def about(self) -> str:
        """What is asked about, for a sentence."""
        return f"{self.experiment}/{self.tuned} against {self.baseline}"

    @property
    def rules(self) -> Rules:
        """What is asked of an answer."""
        return Rules(share=self.share, most_runs=self.most_runs)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)

    def said_before(self, plain: Mapping[str, Any]) -> "Asked":
        """Return it with the terms of an earlier question about the same pair; what is none of ours is passed over."""
        figure, share, most_runs = (plain.get(name) for name in ("figure", "share", "most_runs"))
        return replace(
            self,
            figure=figure if isinstance(figure, str) else self.figure,
            share=share if isinstance(share, float) else self.share,
            most_runs=most_runs if isinstance(most_runs, int) else self.most_runs,
        )


def asked_about(store: Store, tuned: str, against: str | None = None) -> Asked:
    """Return the question about a variant; without another name it is held against its experiment's baseline.

    Raises `StoreError` where that is no name of a variant, or no run is of it.
    """
    name, slash, variant = tuned.partition("/")
    if not slash or "/" in variant:
        raise StoreError(f"{tuned}: a variant is expected, as in decline/tuned")
    rows = [row for row in store.rows() if row.experiment == name]
    own = find_rows(tuned, rows)
    yardstick = Yardstick(rows)
    usual = yardstick.name(own) or f"{name}/{yardstick.variant or USUAL_BASELINE}"
    baseline = f"{name}/{against.removeprefix(f'{name}/')}" if against else usual
    return Asked(name, _variant(baseline, rows), _variant(tuned, rows))


def _variant(name: str, rows: Sequence[Row]) -> str:
    """Return the variant that is meant, with the hash that it is called by only if its settings are earlier ones."""
    experiment, _, variant = name.partition("/")
    base = variant.partition("@")[0]
    if not is_earlier(variant) or not (found := find_rows(name, rows)):
        return variant
    newest = find_rows(f"{experiment}/{base}", rows)
    return group_name(found[0], earlier=found[0].config_hash != newest[0].config_hash).removeprefix(f"{experiment}/")


def bench_of(store: Store, asked: Asked, *, may_diverge: bool = False) -> Bench:
    """Return the bench for a question. Raises `StoreError` where it cannot be asked.

    A tuned variant that `may_diverge` need not have the figure.
    """
    names = [f"{asked.experiment}/{variant}" for variant in (asked.tuned, asked.baseline)]
    tuned, baseline = (group_of(store.find_group(name)) for name in names)
    known = sorted(baseline.metrics() if may_diverge else tuned.metrics() & baseline.metrics())
    if not baseline.metrics():
        raise StoreError(f"{names[1]}: none of its runs has measured anything, so nothing can be worse than it")
    if not may_diverge and not tuned.metrics():
        raise StoreError(f"{names[0]}: none of its runs has measured anything; `remedies` says what helps against that")
    if asked.figure not in known:
        hint = did_you_mean(asked.figure, known) or f"; there are {', '.join(known) or 'none yet'}"
        raise StoreError(f"--metric: {names[0]} and {asked.baseline} do not both have a figure {asked.figure!r}{hint}")
    if not metric(asked.figure).direction:
        raise StoreError(f"--metric: of {asked.figure} neither more nor less is better, so nothing can be worse by it")
    experiment = kept_experiment(store, asked.experiment, [asked.baseline, asked.tuned])
    bench = Bench(store, experiment, asked.baseline, asked.tuned, asked.figure)
    if not bench.changes:
        raise StoreError(f"{names[0]}: it does not differ from {names[1]} in any setting")
    return bench
