"""Columns share the width of their table."""

from tui.widgets.columns import Cell, Column, asked_for, fit

COLUMNS = (Column("name", "Name", 6, whole=True), Column("about", "About", 5, most=50))


def widths(longest: str, width: int) -> list[int]:
    columns = asked_for(COLUMNS, [[Cell("a"), Cell("x" * 40)], [Cell(longest), Cell("")], [Cell("heading")]])
    return [placed.width for placed in fit(columns, width)]


def test_a_column_that_is_to_be_whole_takes_room_before_others_and_no_more_than_it_needs() -> None:
    assert widths("elastic", 60) == [7, 50]
    assert widths("a name of twenty-two  ", 40) == [22, 17]


def test_short_names_leave_the_room_to_others() -> None:
    assert widths("l1", 40) == [7, 32]


def test_where_the_room_is_short_it_is_cut_as_any_other() -> None:
    assert widths("a name of twenty-two  ", 20) == [14, 5]


def test_bars_that_are_too_many_are_thinned_and_the_newest_stays() -> None:
    trend = Column("spark", "Trend", 10, most=16, bars=True)
    assert trend.fitted("▁▁▂▂▃▃▄▄▅▅▆▆▇▇▇█", 10) == "▁▂▂▃▄▅▆▇▇█"
    assert trend.fitted("▁▅█", 5) == "▁▅█  "
    assert Column("note", "Note", 5).fitted("a long note", 5) == "a lo…"
