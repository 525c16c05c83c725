import pytest

from tests.docs.bisection import ABOUT, COUNT, PAGE, RULES, Case, row_of, tally

SOME: list[Case] = [("one culprit", 4, 0.1), ("two, only together", 2, 0.1), ("no decline", 2, 0.1)]
"""Rows of the page that are counted again; larger ones take a minute each."""
LARGER: list[Case] = [("one culprit", 8, 0.1), ("two, only together", 8, 0.1), ("no decline", 4, 0.25)]


@pytest.mark.parametrize("case", [*SOME, *(pytest.param(case, marks=pytest.mark.stress) for case in LARGER)])
def test_the_page_says_what_is_counted(case: Case) -> None:
    assert f"| {' | '.join(row_of(case, tally(case)))} |\n" in PAGE.read_text("utf-8")


def test_the_page_explains_what_is_done_today() -> None:
    assert PAGE.read_text("utf-8").startswith(ABOUT.format(count=COUNT, rules=RULES))
