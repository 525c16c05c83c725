import pytest

from tests.docs.references import PAGE, page, shown


def cells(text: str) -> list[list[str]]:
    """Return the lines of the tables of a page without their last column, in which machines differ."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("| --")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")[:-1]] for line in lines]


def test_the_page_names_every_method_and_its_reference() -> None:
    made = page(lambda _: 0.0)
    assert cells(PAGE.read_text("utf-8")) == cells(made), "run `python -m tests.docs.references`"
    assert PAGE.read_text("utf-8").partition("|")[0] == made.partition("|")[0]


@pytest.mark.parametrize(
    ("deviation", "text"), [(0.0, "0"), (2.98e-7, "3e-07"), (9.6e-7, "1e-06"), (4e-12, "4e-12"), (0.25, "2e-01")]
)
def test_deviations_have_one_digit(deviation: float, text: str) -> None:
    assert shown(deviation) == text
