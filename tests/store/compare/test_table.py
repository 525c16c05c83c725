from store.compare.table import Cell, Column, Row, Table


def test_a_cell_never_holds_what_acts_on_a_terminal() -> None:
    assert Cell("a\x1b[31mb").text == "a\\x1b[31mb"
    assert Column("x", title="a\nb").header == "a\\nb"


def test_rows_of_a_group_stand_together() -> None:
    rows = (Row((), "a", "one"), Row((), "b", "one"), Row((), "c", "two"))
    assert [(group, [row.key for row in members]) for group, members in Table("", (), rows).sections()] == [
        ("one", ["a", "b"]),
        ("two", ["c"]),
    ]


def test_columns_that_say_nothing_can_be_left_out() -> None:
    columns = (Column("name"), Column("empty"), Column("dash"), Column("droppable", drop=1))
    table = Table("", columns, (Row((Cell("a", "a"), Cell(), Cell("–"), Cell("–")), "key", "group"),))
    shorter = table.without_empty()
    assert [column.name for column in shorter.columns] == ["name", "dash"]
    assert shorter.rows == (Row((Cell("a", "a"), Cell("–")), "key", "group"),)
    assert Table("", columns, ()).without_empty().columns == columns
