import re

import pytest

from tests.docs.statistics import ABOUT, COUNT, PAGE, Case, coverage_table, false_table, measure, power_table
from tests.simulations.comparisons import called_worse, coverage

SOME: list[Case] = [
    (coverage, ("normal", 3, 5, COUNT)),
    (coverage, ("the baseline spreads 3 times as much", 1, 3, COUNT)),
    (called_worse, (1, 3, COUNT, 2.0)),
]
"""Figures of the page that are counted again."""


@pytest.mark.parametrize("case", SOME)
def test_the_page_says_what_is_counted(case: Case) -> None:
    asked: list[Case] = []

    def note(one: Case) -> float:
        asked.append(one)
        return 0.0

    for table in (coverage_table, power_table, false_table):
        table(note)
    figures = re.findall(r"(?<=\| )\d\.\d{3}(?= \|)", PAGE.read_text("utf-8"))
    assert len(figures) == len(asked)
    assert figures[asked.index(case)] == f"{measure(case):.3f}"


def test_the_page_explains_what_is_done_today() -> None:
    assert PAGE.read_text("utf-8").startswith(ABOUT.format(count=COUNT))
