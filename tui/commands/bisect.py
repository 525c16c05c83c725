"""Find which of the changed settings made a variant worse."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.commands.common import (
    INTERRUPTED,
    CommandError,
    Format,
    StoreFolder,
    TableFormat,
    complain,
    open_store,
    print_table,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.run import Run
    from store.store import Store
    from trainer.diagnose.bench import Bench

SHARE = 0.8
MOST_RUNS = 200
"""What a search goes by unless it is told otherwise."""

Tuned = Annotated[
    str, typer.Argument(metavar="EXPERIMENT/VARIANT", show_default=False, help="The variant that got worse.")
]
Against = Annotated[
    str | None,
    typer.Option("--against", metavar="VARIANT", help="What it is worse than; the experiment's baseline by default."),
]
MetricName = Annotated[
    str, typer.Option("--metric", "-m", metavar="FIGURE", show_default=True, help="The figure that is judged by.")
]
Share = Annotated[
    float,
    typer.Option(
        "--share",
        metavar="RHO",
        min=0.55,
        max=0.95,
        show_default=True,
        help="How much of the decline the guilty bring alone, and recover when they are put back.",
    ),
]
Most = Annotated[
    int, typer.Option("--most-runs", metavar="N", min=10, show_default=True, help="After so many runs it gives up.")
]


def command(  # noqa: PLR0913, PLR0917 - each is an option
    tuned: Tuned,
    against: Against = None,
    metric: MetricName = "val.accuracy",
    share: Share = SHARE,
    most_runs: Most = MOST_RUNS,
    format_: TableFormat = Format.TEXT,
    store: StoreFolder = Path("runs"),
) -> int:
    """Find which of the changed settings made a variant worse than another one.

    Mixtures of the two are trained, with as many seeds as it takes, until it is clear which changes bring the decline
    alone and cure it when they are put back; what the store has already is used. The answer is held against the test
    set, with fresh seeds. What is interrupted goes on when it is asked again.
    """
    from trainer.diagnose.bisection import Bisection, Finding
    from trainer.diagnose.inquiry import Rules
    from trainer.diagnose.search import Search
    from tui.bisecting import bisection_document, told_step

    opened = open_store(store)
    bench = bench_asked_for(opened, tuned, against, metric)
    tell = say if format_ is Format.TEXT else complain
    bisection = Bisection(list(bench.changes), rules=Rules(share=share, most_runs=most_runs))
    search = Search(
        bench,
        bisection,
        lambda runs, why: wait_for(opened, runs, why, format_),
        lambda step: tell(told_step(bench, step)),
    )
    try:
        answer = search.answer()
        guilty = answer.finding is Finding.GUILTY
        figure = bench.held_out_figure()
        confirmed = search.confirmation(answer, figure) if guilty else None
    except KeyboardInterrupt:
        complain("training goes on; the same command goes on with the search")
        return INTERRUPTED
    print_table(bisection_document(search, answer, confirmed, figure), format_)
    return 0 if answer.finding is Finding.NO_DECLINE or (confirmed and confirmed.holds) else 1


def bench_asked_for(store: "Store", tuned: str, against: str | None, figure: str) -> "Bench":
    """Return the bench for two variants that are named on the command line."""
    from store.compare.groups import group_of
    from store.compare.metrics import metric
    from store.errors import did_you_mean
    from trainer.diagnose.bench import Bench
    from trainer.diagnose.kept import kept_experiment

    name, slash, variant = tuned.partition("/")
    if not slash or "/" in variant:
        raise CommandError(f"bisect {tuned}: a variant is expected, as in decline/tuned")
    group = group_of(store.find_group(tuned))
    baseline = (against or group.baseline or "baseline").removeprefix(f"{name}/")
    known = sorted(group.metrics() & group_of(store.find_group(f"{name}/{baseline}")).metrics())
    if figure not in known:
        hint = did_you_mean(figure, known) or f"; there are {', '.join(known) or 'none yet'}"
        raise CommandError(f"--metric: {tuned} and {baseline} do not both have a figure {figure!r}{hint}")
    if not metric(figure).direction:
        raise CommandError(f"--metric: of {figure} neither more nor less is better, so nothing can be worse by it")
    bench = Bench(store, kept_experiment(store, name, [baseline, variant]), baseline, variant, figure)
    if not bench.changes:
        raise CommandError(f"bisect {tuned}: it does not differ from {name}/{baseline} in any setting")
    return bench


def wait_for(
    store: "Store", runs: "Sequence[Run]", why: str, format_: Format, look: "Callable[[], None]" = lambda: None
) -> None:
    """Follow runs to their end, and see to it that they are being done; `look` is called now and then."""
    from tui.commands.run import care, teller
    from tui.following.follow import follow

    left = [run for run in runs if not run.standing().status.ended]
    if left:
        (say if format_ is Format.TEXT else complain)(f"training {len(left)} of {why}")
        care(store)

        def looked() -> str:
            look()
            return care(store)

        follow(left, teller(left, format_), looked)
