"""`make statistics`: count in made-up comparisons how far the words and intervals of the diff can be trusted.

Writes docs/statistics.md; on two cores it takes a few minutes.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.layers.imports import ROOT
from tests.simulations.comparisons import NOISES, called_worse, coverage

PAGE = ROOT / "docs/statistics.md"
COUNT = 10_000
"""Comparisons a figure; it is then off by at most 0.005, nineteen times in twenty."""
SEEDS = (2, 3, 4, 5, 6, 8, 10)
VARIANTS = (1, 3, 8)
DECLINES = (1, 2, 4)
ABOUT = """# How far the statistics can be trusted

A group is one configuration over its seeds. A figure is mean ± sample standard deviation; a difference to the baseline
is ± half of a 95 % interval.

- **One variant, equal seeds**: the mean of the pairs' differences, Student's t. Unequal seeds: Welch (1947).
- **Several variants, each with all seeds of the baseline**: a figure is what its group has, plus what its seed brings
  to every group, plus noise. The noise is pooled over all groups where they spread alike, and Dunnett's (1955)
  distribution makes all intervals hold together. Whether they spread alike, Bartlett's (1937) test says, at p < 0.25.
- **Where they do not, or seeds are missing**, each variant is compared by its own pairs, and the intervals are widened
  by Šidák's (1967) rule so that all of them hold together.

**Worse** and **better** are said where the interval excludes zero; **no difference that matters** where the whole
interval lies within the margin (`--margin`), even if it excludes zero; else **can't tell**, with the number of seeds
that would tell four times in five, if difference and spread are what they seem.

The figures below are counted in {count:,} made-up comparisons each, by the code that the diff uses
(`make statistics` writes this page; the seeds of chance are fixed by noise, variants and seeds). To every group a seed
brings a normal value that spreads twice as much as the noise.
"""
COVERAGE = """## How often all intervals of a comparison hold the truth

It should be 0.95.
"""
TRUST = """Skewed noise does little harm. Where spreads truly differ threefold and there are several variants, a few
seeds do not show it, and intervals are too short: **from 8 seeds on** they may be trusted in every case here, and the
diff says so where it pools fewer. With one variant there is nothing to pool, and nothing to doubt.
"""
POWER = """## How often a decline is found

The decline is given in spreads of a group over its seeds (without what a seed brings to all). Noise is normal.
"""
FALSE = """## How often any of eight variants is called worse when none is

It should be at most 0.05; half of the errors say *better*.
"""

Case = tuple[Callable[..., float], tuple[object, ...]]


def coverage_table(measured: Callable[[Case], float]) -> str:
    rows = [
        [noise, str(variants), *(_share(measured((coverage, (noise, variants, seeds, COUNT)))) for seeds in SEEDS)]
        for noise in NOISES
        for variants in VARIANTS
    ]
    return markdown_table(["noise", "variants", *(f"{seeds} seeds" for seeds in SEEDS)], rows)


def power_table(measured: Callable[[Case], float]) -> str:
    rows = [
        [
            f"{decline} spread{'s' if decline > 1 else ''}",
            str(variants),
            *(_share(measured((called_worse, (variants, seeds, COUNT, float(decline))))) for seeds in SEEDS),
        ]
        for decline in DECLINES
        for variants in VARIANTS
    ]
    return markdown_table(["decline", "variants", *(f"{seeds} seeds" for seeds in SEEDS)], rows)


def false_table(measured: Callable[[Case], float]) -> str:
    shares = [_share(measured((called_worse, (8, seeds, COUNT, 0.0)))) for seeds in SEEDS]
    return markdown_table([f"{seeds} seeds" for seeds in SEEDS], [shares])


def page() -> str:
    """Return the page; every figure is first asked for, then counted on all cores, then written."""
    wanted: list[Case] = []

    def ask(case: Case) -> float:
        wanted.append(case)
        return 0.0

    for table in (coverage_table, power_table, false_table):
        table(ask)
    with ProcessPoolExecutor() as pool:
        known = dict(zip(wanted, pool.map(measure, wanted), strict=True))
    parts = [COVERAGE, coverage_table(known.__getitem__), TRUST, POWER, power_table(known.__getitem__)]
    return "\n".join([ABOUT.format(count=COUNT), *parts, FALSE, false_table(known.__getitem__)])


def measure(case: Case) -> float:
    """Count one figure."""
    function, arguments = case
    return function(*arguments)


def _share(value: float) -> str:
    return f"{value:.3f}"


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose figures stand to the right."""
    lines = [header, ["---", *("---:" for _ in header[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
