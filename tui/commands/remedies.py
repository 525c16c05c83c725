"""Tell what kind of decline it is, and propose and try what brings a variant back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.commands.bisect import Against, MetricName, Tuned, bench_asked_for, wait_for
from tui.commands.common import INTERRUPTED, Format, StoreFolder, TableFormat, complain, open_store, print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainer.diagnose.remedies.proposals import Proposal
    from trainer.diagnose.remedies.trials import Cure, Trials

Try = Annotated[
    int, typer.Option("--try", metavar="N", min=0, max=50, show_default=True, help="Try the first N, and confirm one.")
]


def command(
    tuned: Tuned,
    against: Against = None,
    metric: MetricName = "val.accuracy",
    try_: Try = 0,
    format_: TableFormat = Format.TEXT,
    store: StoreFolder = Path("runs"),
) -> int:
    """Say what a declined variant looks like, and what is known to help against that, the most promising first.

    With `--try N` the first N are trained, one by one and the best of them together, with the variant's own seeds. The
    one that is best on validation is then held against the test set, with fresh seeds: only what wins there is called a
    remedy. What is interrupted goes on when it is asked again.
    """
    from trainer.diagnose.remedies.proposals import proposals
    from trainer.diagnose.remedies.trials import Trials
    from trainer.diagnose.signatures.signature import signature_of
    from tui.remedying import remedies_document

    opened = open_store(store)
    bench = bench_asked_for(opened, tuned, against, metric)
    name = bench.experiment.name
    signature = signature_of(*(opened.find_group(f"{name}/{one}") for one in (bench.tuned, bench.baseline)))
    found = proposals(bench.experiment.variants[bench.tuned], [sign.kind for sign in signature.signs])
    trials = Trials(bench, lambda runs, why: wait_for(opened, runs, why, format_)) if try_ else None
    cure: Cure | None = None
    try:
        if trials is not None:
            cure = _tried(trials, found[:try_])
    except KeyboardInterrupt:
        complain("training goes on; the same command goes on with the trials")
        return INTERRUPTED
    title = f"{name}: what may bring {bench.tuned} back"
    print_table(remedies_document(title, signature, found, trials, cure), format_)
    return 0 if trials is None or (cure is not None and cure.holds) else 1


def _tried(trials: "Trials", wanted: "Sequence[Proposal]") -> "Cure | None":
    trials.each(wanted)
    trials.best_together()
    best = trials.best()
    return None if best is None else trials.confirm(best)
