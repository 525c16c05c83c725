"""Find which of the changed settings made a variant worse."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.diagnose.methods import Method
from tui.commands.common import call, open_store, print_table, say
from tui.commands.options import Format, StoreFolder, TableFormat
from tui.formats import plural
from tui.guard import INTERRUPTED, complain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.compare.table import Document
    from store.run import Run
    from store.store import Store
    from trainer.diagnose.asked import Asked
    from trainer.diagnose.bench import Bench
    from trainer.launch.errands import Errand

Tuned = Annotated[
    str,
    typer.Argument(
        metavar="EXPERIMENT/VARIANT",
        show_default=False,
        help="The variant that got worse, or an earlier configuration of it: VARIANT@HASH.",
    ),
]
Against = Annotated[
    str | None,
    typer.Option("--against", metavar="VARIANT", help="What it is worse than; the experiment's baseline by default."),
]
MethodName = Annotated[
    Method,
    typer.Option(
        "--method",
        show_default=True,
        help="Search the guilty by halving; put back each change alone; or give each change its share of the decline.",
    ),
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
        help="How much of the decline the guilty bring alone, and recover when they are put back (bisect).",
    ),
]
Seeds = Annotated[
    int | None,
    typer.Option(
        "--seeds",
        metavar="N",
        min=2,
        max=1000,
        show_default=False,
        help="Seeds of each mixture (put-back, shapley); by default those that both have finished with, at least 3.",
    ),
]
Most = Annotated[
    int, typer.Option("--most-runs", metavar="N", min=10, show_default=True, help="After so many runs it gives up.")
]
Detach = Annotated[bool, typer.Option("--detach", "-d", help="Search in the background and return at once.")]
Stop = Annotated[bool, typer.Option("--stop", help="Stop the search that is under way; its runs go on.")]


def command(  # noqa: PLR0913, PLR0917 - each is an option
    tuned: Tuned,
    against: Against = None,
    method: MethodName = Method.BISECT,
    metric: MetricName = "val.accuracy",
    share: Share = 0.8,
    seeds: Seeds = None,
    most_runs: Most = 200,
    *,
    detach: Detach = False,
    stop: Stop = False,
    format_: TableFormat = Format.TEXT,
    store: StoreFolder = Path("runs"),
) -> int:
    """Find which of the changed settings made a variant worse than another one.

    Mixtures of the two are trained, with as many seeds as it takes, until it is clear which changes bring the decline
    alone and cure it when they are put back; what the store has already is used. The answer is held against the test
    set, with fresh seeds. What is interrupted goes on when it is asked again.

    With `--method put-back` each change alone is put back, with a fixed number of seeds, and ranked by what comes back.
    With `--method shapley` each change gets its share of the decline (Shapley 1953): exactly, from all mixtures, where
    these are no more than `--most-runs`, else from orders of the changes that are drawn by chance, one a seed.
    """
    from trainer.diagnose.asked import asked_about, bench_of
    from trainer.diagnose.errand import errand_of

    opened = open_store(store)
    terms = {"method": method, "figure": metric, "share": share, "seeds": seeds, "most_runs": most_runs}
    asked = replace(asked_about(opened, tuned, against), **terms)  # type: ignore[arg-type]  # each is of its own type
    errand = errand_of(opened.root, asked)
    if stop:
        return _stop(errand, asked)
    bench = bench_of(opened, asked)
    if detach:
        return _detach(opened, asked, errand)
    with errand.taken(asked.plain()):
        return _search(Called(opened, bench, asked, format_))


def wait_for(
    store: "Store", runs: "Sequence[Run]", why: str, format_: Format, look: "Callable[[], None]" = lambda: None
) -> None:
    """Follow runs to their end, and see to it that they are being done; `look` is called now and then."""
    from tui.commands.run import care, teller
    from tui.following.follow import follow

    left = [run for run in runs if not run.standing().status.ended]
    if left:
        (say if format_ is Format.TEXT else complain)(f"training {plural(len(left), 'run')} of {why}")
        care(store)

        def looked() -> str:
            look()
            return care(store)

        follow(left, teller(left, format_), looked)


def _stop(errand: "Errand", asked: "Asked") -> int:
    errand.stop()
    say(f"the search of {asked.about} has stopped; what it has queued goes on, and the same search goes on from there")
    return 0


def _detach(store: "Store", asked: "Asked", errand: "Errand") -> int:
    from tui.diagnosing.searching import start_search

    start_search(store.root, asked)
    ways = call(
        "bisect", f"{asked.experiment}/{asked.tuned}", f"--against={asked.baseline}", "--stop", store=store.root
    )
    say(f"searching in the background; it prints into {errand.console}, and `{ways}` stops it")
    return 0


@dataclass(frozen=True)
class Called:
    """A search that was called for in a terminal, or from a script."""

    store: "Store"
    bench: "Bench"
    asked: "Asked"
    format: Format

    def tell(self, text: str) -> None:
        """Print a line beside the answer, which a script reads."""
        (say if self.format is Format.TEXT else complain)(text)

    def wait(self, runs: "Sequence[Run]", why: str) -> None:
        """Follow runs to their end, and see to it that they are being done."""
        wait_for(self.store, runs, why, self.format)


def _search(called: Called) -> int:
    ways = {"bisect": _bisect, "put-back": _put_back, "shapley": _shapley}
    try:
        document, status = ways[called.asked.method](called)
    except KeyboardInterrupt:
        complain("training goes on; the same command goes on with the search")
        return INTERRUPTED
    print_table(document, called.format)
    return status


def _bisect(called: Called) -> "tuple[Document, int]":
    from trainer.diagnose.bisection import Bisection, Finding
    from trainer.diagnose.search import Search
    from tui.diagnosing.bisecting import bisection_document, told_step

    bench, asked = called.bench, called.asked
    bisection = Bisection(list(bench.changes), rules=asked.rules)
    search = Search(bench, bisection, called.wait, lambda step: called.tell(told_step(bench, step)))
    answer = search.answer()
    figure = bench.held_out_figure()
    confirmed = search.confirmation(answer, figure) if answer.finding is Finding.GUILTY else None
    is_settled = answer.finding is Finding.NO_DECLINE or (confirmed and confirmed.holds)
    return bisection_document(search, answer, confirmed, figure), 0 if is_settled else 1


def _put_back(called: Called) -> "tuple[Document, int]":
    from trainer.diagnose.put_back import put_back
    from tui.diagnosing.attributing import put_back_document

    found = put_back(called.bench, called.asked, called.wait)
    return put_back_document(called.bench, found), 0 if found.whole.delta else 1


def _shapley(called: Called) -> "tuple[Document, int]":
    from trainer.diagnose.shapley import attribute, design_of
    from tui.diagnosing.attributing import shapley_document, told_design

    design = design_of(called.bench, called.asked)
    called.tell(told_design(design))
    found = attribute(called.bench, design, called.wait)
    return shapley_document(called.bench, found), 0 if found.decline else 1
