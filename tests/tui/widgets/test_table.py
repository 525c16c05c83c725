"""The table that all lists are drawn by."""

from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.events import MouseScrollDown, MouseScrollUp

from tests.tui.screens import text_of, until
from tui.widgets.columns import Cell, Column, fit, fit_scrolled
from tui.widgets.table import LineTable
from tui.widgets.tail import TailTable
from tui.widgets.titleline import shortened

COLUMNS = (Column("name", "Name", 8, most=20), Column("a", "A", 5, "right", 1), Column("b", "B", 5, "right", 2))


class Numbers(TailTable[int]):
    """Rows of numbers that counts how often cells are asked for."""

    asked = 0

    def row_key(self, row: int) -> str:
        return str(row)

    def cells(self, row: int) -> Sequence[Cell]:
        self.asked += 1
        return [Cell(f"row {row}"), Cell(str(row), "good"), Cell("b")]


class TableApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Numbers(COLUMNS)

    @property
    def table(self) -> Numbers:
        return self.query_one(Numbers)


def shown(app: TableApp) -> list[str]:
    return [line.split()[1] for line in text_of(app).splitlines() if "row " in line]


async def test_only_what_is_visible_is_drawn() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.show_rows(range(100_000))
        await pilot.pause()
        assert shown(app)[0] == "row"
        assert app.table.asked < 50


async def test_the_cursor_goes_by_keys_and_stays_in_sight() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.show_rows(range(100))
        app.table.focus()
        for keys, cursor in (
            (("down", "j"), 2),
            (("up", "k", "k", "k"), 0),
            (("end",), 99),
            (("pageup",), 91),
            (("pagedown", "pagedown"), 99),
            (("home",), 0),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            assert app.table.cursor == cursor
            assert f"row {cursor}" in text_of(app)


async def test_the_header_stays_when_the_rows_scroll() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.show_rows(range(100))
        app.table.focus()
        await pilot.press("end")
        await until(pilot, lambda: "row 99" in text_of(app).splitlines()[9])
        assert "Name" in text_of(app).splitlines()[0]


async def test_the_cursor_stays_on_its_row_when_others_come_and_go() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)):
        app.table.show_rows([1, 2, 3])
        app.table.go_to("2")
        app.table.show_rows([7, 8, 2])
        assert app.table.current == 2
        app.table.show_rows([7, 8])
        assert app.table.current == 8
        app.table.show_rows([])
        assert app.table.current is None
        assert not app.table.go_to("2")


async def test_a_click_moves_the_cursor_and_two_open() -> None:
    opened = []

    class Clicked(TableApp):
        def on_line_table_opened(self, message: LineTable.Opened) -> None:
            opened.append(message.control.current)

    app = Clicked()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.show_rows(range(5))
        await pilot.click(Numbers, offset=(3, 4))
        assert app.table.cursor == 3
        await pilot.click(Numbers, offset=(3, 3), times=2)
        await pilot.pause()
        assert opened == [2]
        await pilot.click(Numbers, offset=(3, 9))
        assert app.table.cursor == 2


async def test_a_click_on_the_head_of_a_column_names_it() -> None:
    clicked = []

    class Clicked(TableApp):
        def on_line_table_header_clicked(self, message: LineTable.HeaderClicked) -> None:
            clicked.append(message.column)

    app = Clicked()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.show_rows(range(5))
        await pilot.pause()
        head = text_of(app).splitlines()[0]
        for title in ("Name", "A", "B"):
            await pilot.click(Numbers, offset=(head.index(title), 0))
        await pilot.pause()
        assert clicked == ["name", "a", "b"]


async def test_marks_are_seen_and_taken_away() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.show_rows(range(5))
        app.table.toggle_mark("3")
        await pilot.pause()
        assert "◆row 3" in text_of(app)
        app.table.clear_marks()
        await pilot.pause()
        assert "◆" not in text_of(app)


async def test_a_tail_follows_its_end_until_the_cursor_leaves_it() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.grow([1, 2, 3])
        app.table.grow([1, 2, 3, 4])
        assert (app.table.current, app.table.following) == (4, True)
        app.table.action_move(-1)
        app.table.grow([1, 2, 3, 4, 5, 6])
        await pilot.pause()
        assert (app.table.current, app.table.unseen) == (3, 2)
        assert "+2 new, end follows" in text_of(app)
        app.table.action_last()
        app.table.grow([1, 2, 3, 4, 5, 6, 7])
        await pilot.pause()
        assert (app.table.current, app.table.unseen) == (7, 0)
        assert "new" not in text_of(app)


async def test_the_end_of_a_tail_is_there_at_the_first_paint() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)):
        app.table.grow(range(100))
        drawn = app.table.render_lines(app.table.size.region)
        assert "row 91" in drawn[1].text
        assert "▌ row 99" in drawn[9].text


async def test_a_tail_lets_go_when_the_mouse_goes_up_and_follows_again_at_the_end() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.grow(range(100))
        await until(pilot, lambda: "row 99" in text_of(app), "the end")
        await pilot._post_mouse_events([MouseScrollUp], app.table)
        await until(pilot, lambda: not app.table.following, "letting go")
        app.table.grow(range(105))
        await until(pilot, lambda: "+5 new, end follows" in text_of(app), "the count")
        assert "row 104" not in text_of(app)
        for _ in range(5):
            await pilot._post_mouse_events([MouseScrollDown], app.table)
        await until(pilot, lambda: app.table.following and "row 104" in text_of(app), "following")
        assert "new" not in text_of(app)
        await pilot._post_mouse_events([MouseScrollUp], app.table)
        await until(pilot, lambda: not app.table.following, "letting go again")
        app.table.action_last()
        app.table.grow(range(110))
        await until(pilot, lambda: "row 109" in text_of(app), "the end by its key")


async def test_rows_that_come_in_front_move_nothing_on_screen() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.grow(range(50, 100))
        app.table.action_move(-20)
        await pilot.pause()
        before, following = text_of(app), app.table.following
        app.table.rows, app.table._keys = range(100), [str(row) for row in range(100)]
        app.table.move_rows(50)
        app.table.refresh()
        await pilot.pause()
        assert [line[:30] for line in text_of(app).splitlines()] == [line[:30] for line in before.splitlines()]
        assert (app.table.current, app.table.following) == (79, following)


def test_where_room_is_short_columns_of_the_highest_rank_go_first() -> None:
    assert [placed.column.key for placed in fit(COLUMNS, 20)] == ["name", "a", "b"]
    assert [placed.column.key for placed in fit(COLUMNS, 19)] == ["name", "a"]
    assert [placed.column.key for placed in fit(COLUMNS, 10)] == ["name"]


def test_free_room_goes_to_columns_that_grow() -> None:
    assert [placed.width for placed in fit(COLUMNS, 26)] == [14, 5, 5]
    assert [placed.width for placed in fit(COLUMNS, 99)] == [20, 5, 5]


def test_scrolled_columns_keep_the_first_one() -> None:
    assert [placed.column.key for placed in fit_scrolled(COLUMNS, 14, 2)] == ["name", "b"]
    assert [placed.column.key for placed in fit_scrolled(COLUMNS, 20, 1, stay=2)] == ["name", "a", "b"]
    assert [placed.column.key for placed in fit_scrolled(COLUMNS, 3, 1)] == ["name"], "cut, where nothing fits"


def test_a_summary_loses_its_last_parts_first() -> None:
    assert shortened("1 running · 2 failed · 9 finished", 21) == "1 running · 2 failed"
    assert shortened("1 running", 3) == ""
