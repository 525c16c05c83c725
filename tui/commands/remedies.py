"""Tell what kind of decline it is, and propose and try what brings a variant back."""

from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.diagnose.signatures.kinds import Kind
from tui.commands.bisect import Against, MetricName, Tuned, bench_asked_for, wait_for
from tui.commands.common import (
    INTERRUPTED,
    CommandError,
    Format,
    StoreFolder,
    TableFormat,
    complain,
    open_store,
    print_table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainer.diagnose.remedies.proposals import Proposal
    from trainer.diagnose.remedies.strengths import Strengths
    from trainer.diagnose.remedies.trials import Cure, Trials

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
    one that is best on validation is then held against the test set, with fresh seeds: only what wins there is called a
    remedy. What is interrupted goes on when it is asked again.

    With `--search N` Optuna looks for the strengths of the first few that have one, within their bounds, on two seeds a
    point, and stops points that fall behind; what the store has of them counts. The best is judged as the others are.
    """
    from trainer.diagnose.remedies.kept import kept_trials
    from trainer.diagnose.remedies.proposals import proposals
    from trainer.diagnose.remedies.trials import Trials
    from trainer.diagnose.signatures.signature import signature_of
    from tui.remedying import remedies_document

    opened = open_store(store)
    bench = bench_asked_for(opened, tuned, against, metric)
    name = bench.experiment.name
    signature = signature_of(*(opened.find_group(f"{name}/{one}") for one in (bench.tuned, bench.baseline)))
    kinds = [sign.kind for sign in signature.signs] if kind is None else [Kind[kind.name]]
    found = proposals(bench.experiment.variants[bench.tuned], kinds)
    trials = Trials(bench, lambda runs, why: wait_for(opened, runs, why, format_))
    try:
        if try_ or search:
            searched = _strengths(trials, found, format_).search(search) if search else None
            cure = _tried(trials, found[:try_], searched)
        else:
            trials, cure = kept_trials(bench, found)
    except KeyboardInterrupt:
        complain("training goes on; the same command goes on with the trials")
        return INTERRUPTED
    title = f"{name}: what may bring {bench.tuned} back"
    print_table(remedies_document(title, signature, found, trials, cure), format_)
    return 0 if not (try_ or search) or (cure is not None and cure.holds) else 1


def _tried(trials: "Trials", wanted: "Sequence[Proposal]", searched: "Proposal | None") -> "Cure | None":
    if wanted:
        trials.each(wanted)
        trials.best_together()
    if searched is not None:
        trials.each([searched])
    best = trials.best()
    return None if best is None else trials.confirm(best)


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
