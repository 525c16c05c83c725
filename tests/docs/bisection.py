"""`make bisections`: count in planted worlds how often a bisection finds the guilty, and what it takes.

Writes docs/bisection.md; on two cores it takes about half an hour.
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from tests.docs.statistics import markdown_table
from tests.layers.imports import ROOT
from tests.simulations.bisections import PLOTS, bisect, leave_one_out, world
from trainer.diagnose.bisection import Finding
from trainer.diagnose.inquiry import Rules

PAGE = ROOT / "docs/bisection.md"
COUNT = 1_000
CHANGES = (2, 4, 8, 16, 24)
NOISES = (0.1, 0.25, 0.5)
RULES = Rules(most_runs=6000, most_seeds=150, seeds_for_decline=(3, 4, 5, 6, 8, 10, 14, 20))
ABOUT = """# Which setting did it: how often that is right

`backslide bisect` trains mixtures of a baseline and a tuned configuration until it is clear which changes did it. A set
of changes is **guilty** if it brings the decline when it alone is added to the baseline, and cures it when it is put
back in the tuned configuration: each way more than half of it, and on the mean of both at least a share ρ (0.8).

The figures below are counted in {count:,} planted worlds each (`make bisections` writes this page). In every world the
decline by all changes together is 1, or none. Noise is the spread of a run's figure over seeds, besides what a seed
brings to every configuration. Every question is decided by a sequential test (Wald 1945); all questions of a search
share an error of {rules.error:.0%}. The bound was {rules.most_runs:,} runs and {rules.most_seeds} seeds a mixture.
"""
FOUND = """## What is found

Right: the guilty set, no more and no less. Wrong: another one. Open: undecided within the bound, or no decline seen.
"""
COST = """## What it takes, beside other ways

One guilty change. Leave-one-out puts back each change by itself, judged by the same sequential test with the same error
in all, and then confirms what it found. Full factorial trains every mixture with two seeds. Runs are means.
"""


@dataclass(frozen=True)
class Tally:
    """What came of bisections of one kind of world."""

    right: float
    wrong: float
    runs: float
    runs_of_leave_one_out: float = 0.0


Case = tuple[str, int, float]


def tally(case: Case, count: int = COUNT) -> Tally:
    """Bisect so many worlds of a plot, with so many changes and so much noise."""
    plot, changes, noise = case
    right = wrong = runs = beside = 0
    for number in range(count):
        found = world(plot, changes, noise, number)
        answer = bisect(found, RULES)
        as_it_is = answer.finding is (Finding.GUILTY if found.guilty else Finding.NO_DECLINE)
        right += as_it_is and answer.guilty == found.guilty
        wrong += answer.finding is Finding.GUILTY and answer.guilty != found.guilty
        runs += found.runs
        if plot == "one culprit":
            other = world(plot, changes, noise, number)
            leave_one_out(other, RULES)
            beside += other.runs
    return Tally(right / count, wrong / count, runs / count, beside / count)


def cases() -> list[Case]:
    """Return every kind of world, except those that have too few changes for their plot."""
    return [
        (plot, changes, noise)
        for plot, (_, taking_part, _) in PLOTS.items()
        for changes in CHANGES
        for noise in NOISES
        if changes >= taking_part
    ]


def page() -> str:
    """Return the page, counted on all cores."""
    wanted = cases()
    with ProcessPoolExecutor() as pool:
        known = dict(zip(wanted, pool.map(tally, wanted), strict=True))
    found = [row_of(case, one) for case, one in known.items()]
    cost = [
        [str(changes), str(noise), *_runs(one, changes)]
        for (plot, changes, noise), one in known.items()
        if plot == "one culprit"
    ]
    header = ["what is planted", "changes", "noise", "right", "wrong", "open", "runs"]
    beside = ["changes", "noise", "bisection", "leave-one-out", "full factorial", "bisection / leave-one-out"]
    about = ABOUT.format(count=COUNT, rules=RULES)
    return "\n".join([about, FOUND, markdown_table(header, found), COST, markdown_table(beside, cost)])


def row_of(case: Case, one: Tally) -> list[str]:
    """Return the cells of a row of the page."""
    shares = (one.right, one.wrong, abs(1 - one.right - one.wrong))
    return [*map(str, case), *(f"{share:.3f}" for share in shares), f"{one.runs:.0f}"]


def _runs(one: Tally, changes: int) -> list[str]:
    beside = one.runs_of_leave_one_out
    return [f"{one.runs:.0f}", f"{beside:.0f}", f"{2 * 2**changes:,}", f"{one.runs / beside:.2f}"]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
