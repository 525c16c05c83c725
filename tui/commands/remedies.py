"""Tell what kind of decline it is, and propose and try what brings a variant back."""

from dataclasses import replace
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from trainer.diagnose.signatures.kinds import Kind
from tui.commands.bisect import Against, MetricName, Tuned, wait_for
from tui.commands.common import open_store, print_table
from tui.commands.options import Format, StoreFolder, TableFormat
from tui.guard import INTERRUPTED, CommandError, complain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.store import Store
    from trainer.diagnose.bench import Bench
    from trainer.diagnose.remedies.proposals import Proposal
    from trainer.diagnose.remedies.strengths import Strengths
    from trainer.diagnose.remedies.trials import Cure, Trials
    from trainer.diagnose.signatures.signature import Signature

KindName = StrEnum("KindName", [(kind.name, kind.replace(" ", "-")) for kind in Kind])  # type: ignore[misc]  # a list of pairs will do
"""The kinds as they are written on a command line."""
As = Annotated[
    KindName | None,
    typer.Option("--kind", show_default=False, help="Propose what helps against this kind, whatever it looks like."),
]
Try = Annotated[
    int, typer.Option("--try", metavar="N", min=0, max=50, show_default=True, help="Try the first N, and confirm one.")
]

Search = Annotated[
    int,
    typer.Option(
        "--search",
        metavar="N",
        min=0,
        max=10_000,
        show_default=True,
        help="Let Optuna try N strengths of the first remedies, and confirm the best.",
    ),
]


def command(  # noqa: PLR0913, PLR0917 - each is an option
    tuned: Tuned,
    against: Against = None,
    metric: MetricName = "val.accuracy",
    kind: As = None,
    try_: Try = 0,
    search: Search = 0,
    format_: TableFormat = Format.TEXT,
    store: StoreFolder = Path("runs"),
) -> int:
    """Say what a declined variant looks like, and what is known to help against that, the most promising first.

    With `--try N` the first N are trained, one by one and the best of them together, with the variant's own seeds. The
    best on validation (several in one only where they win more than one by what matters) is then held against the test
    set, with fresh seeds: only what wins there is called a remedy. What is interrupted goes on when it is asked again.

    With `--search N` Optuna looks for the strengths of the first few that have one, within their bounds, on two seeds a
    point, and stops points that fall behind; what the store has of them counts. The best is judged as the others are.
    """
    from trainer.diagnose.remedies.kept import kept_trials
    from trainer.diagnose.remedies.proposals import proposals
    from tui.diagnosing.remedying import remedies_document

    opened = open_store(store)
    bench = _bench(opened, tuned, against, metric)
    signature = _signature(bench)
    kinds = [sign.kind for sign in signature.signs] if kind is None else [Kind[kind.name]]
    found = proposals(bench.experiment.variants[bench.tuned], kinds)
    try:
        trials, cure = _tried(bench, found, Wanted(try_, search), format_) if try_ or search else kept_trials(bench)
    except KeyboardInterrupt:
        complain("training goes on; the same command goes on with the trials")
        return INTERRUPTED
    title = f"{bench.experiment.name}: what may bring {bench.tuned} back"
    print_table(remedies_document(title, signature, found, trials, cure), format_)
    return 0 if not (try_ or search) or (cure is not None and cure.holds) else 1


class Wanted(NamedTuple):
    """How many remedies are to be tried, and how many points of their strengths."""

    remedies: int
    points: int


def _bench(store: "Store", tuned: str, against: str | None, figure: str) -> "Bench":
    from trainer.diagnose.asked import asked_about, bench_of

    return bench_of(store, replace(asked_about(store, tuned, against), figure=figure), may_diverge=True)


def _signature(bench: "Bench") -> "Signature":
    from trainer.diagnose.signatures.signature import signature_of

    names = (f"{bench.experiment.name}/{variant}" for variant in (bench.tuned, bench.baseline))
    return signature_of(*map(bench.store.find_group, names))


def _tried(
    bench: "Bench", found: "Sequence[Proposal]", wanted: Wanted, format_: Format
) -> "tuple[Trials, Cure | None]":
    from trainer.diagnose.remedies.trials import Trials

    trials = Trials(bench, lambda runs, why: wait_for(bench.store, runs, why, format_))
    if not trials.seeds:
        raise CommandError(f"no run of {bench.experiment.name}/{bench.tuned} has a figure {bench.figure}")
    searched = _strengths(trials, found, format_).search(wanted.points) if wanted.points else None
    if wanted.remedies:
        trials.each(found[: wanted.remedies])
        trials.best_together()
    if searched is not None:
        trials.each([searched])
    best = trials.best()
    return trials, None if best is None else trials.confirm(best)


def _strengths(trials: "Trials", found: "Sequence[Proposal]", format_: Format) -> "Strengths":
    if find_spec("optuna") is None:
        raise CommandError("--search needs Optuna: pip install 'backslide[search]'")
    from trainer.diagnose.remedies.space import Space
    from trainer.diagnose.remedies.strengths import Strengths

    bench = trials.bench
    space = Space.of(bench.experiment.variants[bench.tuned], found)
    if not space.knobs:
        raise CommandError(f"--search: none of the remedies of {bench.tuned} has a strength to be searched")
    return Strengths(trials, space, lambda runs, why, look: wait_for(bench.store, runs, why, format_, look))
