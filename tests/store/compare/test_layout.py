import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.compare.formats import to_text
from store.compare.layout import lay_out
from store.compare.table import Cell, Column, Row, Table
from store.compare.text import columns_of

LONG = "a-very-long-name-of-a-variant-indeed"


def table(*cells: tuple[str, ...], columns: tuple[Column, ...] | None = None, group: str = "") -> Table:
    columns = columns or (Column("name"), *(Column(f"c{i}", "right") for i in range(1, len(cells[0]))))
    return Table("Title", columns, tuple(Row(tuple(map(Cell, texts)), group=group) for texts in cells))


def test_columns_are_aligned_and_lines_end_with_words() -> None:
    assert to_text(table(("a", "1.5"), ("bcdef", "10.25"))).splitlines() == [
        "Title",
        "name      c1",
        "a        1.5",
        "bcdef  10.25",
    ]


def test_rows_of_a_group_are_indented_under_its_name() -> None:
    assert to_text(table(("a", "1"), group="first")).splitlines() == ["Title", "name  c1", "first", "  a    1"]


def test_without_a_bound_nothing_is_cut() -> None:
    assert LONG in to_text(table((LONG, "1" * 90)))


def test_words_are_cut_before_numbers() -> None:
    text = to_text(table((LONG, "123456.789")), 30)
    assert "123456.789" in text
    assert "a-very-long-name-…" in text


def test_columns_that_may_be_dropped_give_way_the_highest_first_and_are_named() -> None:
    columns = (Column("name"), Column("figure", "right"), Column("p", "right", drop=1), Column("n", "right", drop=2))
    text = to_text(table(("abc", "0.123456", "0.01", "5"), columns=columns), 20)
    assert text.splitlines()[1] == "name    figure     p"
    assert "Not shown" in text
    assert "0.01" not in to_text(table(("abc", "0.123456", "0.01", "5"), columns=columns), 19)


def test_what_is_still_too_wide_follows_below_under_the_same_names() -> None:
    text = to_text(table(("abc", "1" * 10, "2" * 10)), 20)
    assert text.splitlines() == [
        "Title",
        "name          c1",
        "abc   1111111111",
        "",
        "name          c2",
        "abc   2222222222",
    ]


def test_a_table_without_headers_has_no_line_for_them() -> None:
    bare = table(("epochs", "20"), columns=(Column(""), Column("")))
    assert to_text(bare).splitlines() == ["Title", "epochs  20"]


def test_a_table_without_rows_is_its_title_and_notes() -> None:
    assert to_text(Table("Title", (Column("a"),), (), ("Nothing is here.",))) == "Title\nNothing is here.\n"


def test_notes_are_broken_between_words() -> None:
    notes = Table("", (Column("a"),), (), ("one two three",))
    assert to_text(notes, 8).splitlines() == ["one two", "three"]


def test_pieces_of_a_line_know_their_role() -> None:
    marked = Table("T", (Column("a"), Column("b")), (Row((Cell("x"), Cell("y", mark="worse")), group="g"),))
    assert [[span.role for span in line] for line in lay_out(marked)] == [
        ["title"],
        ["header", "header"],
        ["group"],
        ["", "worse"],
    ]


@pytest.mark.parametrize("columns", [1, 2, 5])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    texts=st.lists(st.text(alphabet="ab 1.数é", max_size=25), min_size=5, max_size=5),
    width=st.integers(8, 60),
)
def test_no_line_takes_more_than_the_width(columns: int, texts: list[str], width: int) -> None:
    text = to_text(table(tuple(texts[:columns])), width)
    assert all(columns_of(line) <= width for line in text.splitlines())
