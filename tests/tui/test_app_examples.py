"""Walking through examples, by keys, with a real process that reads real data."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from store.store import Store
from tests.support.shown import add_shown_runs, readers
from tests.trainer.data.sets import many_rows, write_table
from tests.tui.screens import NARROW, WIDE, assert_looks_like, text_of, until
from trainer.data.assemble import assemble
from trainer.data.base import chosen_source
from tui.app import Backslide
from tui.screens.examples import ExamplesScreen
from tui.screens.explain import Explain
from tui.screens.export import ExportScreen
from tui.screens.where import WhereScreen
from tui.widgets.detail import DetailLine
from tui.widgets.exampletable import ExampleTable
from tui.widgets.thumbnail import Thumbnail

DIGITS = {"name": "digits", "test_share": 0.02}
SIZES = pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    add_shown_runs(Path("runs"))
    return Store(Path("runs"))


async def opened(pilot: Pilot[Any], store: Store, *tuned: str) -> ExamplesScreen:
    screen = ExamplesScreen(store, "decline/baseline", tuple(f"decline/{name}" for name in tuned or ("tuned",)))
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: screen.data or screen.trouble, "the data")
    return screen


async def until_shown(pilot: Pilot[Any], screen: ExamplesScreen) -> int:
    """Wait for the picture under the cursor and return its number."""
    table = screen.query_one(ExampleTable)
    await until(pilot, lambda: table.current is not None and screen._shown(table.current) is not None, "the example")
    await pilot.pause()
    assert table.current is not None
    return table.current


@SIZES
async def test_examples_look_as_they_should(store: Store, size: tuple[int, int], name: str) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        screen = await opened(pilot, store)
        await until_shown(pilot, screen)
        assert_looks_like(pilot.app, f"examples-{name}")


@SIZES
async def test_rows_of_a_table_look_as_they_should(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_table(Path("trees.csv"), many_rows(90))
    store = Store(Path("runs"))
    add_shown_runs(store.root, {"name": "csv", "path": "trees.csv"})
    async with Backslide(store).run_test(size=size) as pilot:
        screen = await opened(pilot, store)
        await until_shown(pilot, screen)
        assert_looks_like(pilot.app, f"examples-rows-{name}")


async def test_a_key_opens_them_where_it_got_worse(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        where = WhereScreen(store, ("decline/baseline", "decline/tuned"))
        await pilot.app.push_screen(where)
        await until(pilot, lambda: where.document, "the answers")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExamplesScreen), "the examples")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is where, "the screen before")


async def test_the_picture_follows_the_cursor(store: Store) -> None:
    pictures = assemble(chosen_source(DIGITS)).test.inputs
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        table = screen.query_one(ExampleTable)
        for _ in range(3):
            place = await until_shown(pilot, screen)
            shown = screen.query_one(Thumbnail)._pixels
            assert shown is not None
            side = shown.width // 8
            corner = [shown.values[(y * side) * shown.width + x * side] for y in range(8) for x in range(8)]
            assert corner == [int(level) for level in pictures[place].flat]  # type: ignore[union-attr]
            assert f"Example {place} of" in text_of(pilot.app)
            await pilot.press("j")
        assert table.cursor == 3


async def test_what_lies_a_page_ahead_is_asked_for_before_the_cursor_comes(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        rows = screen.query_one(ExampleTable).rows
        await until(pilot, lambda: all(screen._shown(place) for place in rows[:5]), "the next ones")


async def test_keys_change_the_kind_of_examples(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store)
        count = len(screen.query_one(ExampleTable).rows)
        assert f"test  ·  {count} right → wrong" in text_of(pilot.app)
        await pilot.press("f")
        await pilot.pause()
        assert "0 wrong → right" in text_of(pilot.app)
        assert "no example of this kind" in text_of(pilot.app)
        await pilot.press("f", "f")
        await pilot.pause()
        assert "39 all" in text_of(pilot.app)
        await pilot.press("F", "F", "F")
        await pilot.pause()
        assert f"{count} right → wrong" in text_of(pilot.app)


async def test_a_filter_is_typed_and_a_mistake_in_it_is_told(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store)
        table, detail = screen.query_one(ExampleTable), screen.query_one(DetailLine)
        await pilot.press("f", "f", "f", "slash", *"class:3")
        await until(pilot, lambda: len(table.rows) < 39, "fewer rows")
        assert screen.browser is not None
        first = screen.browser.changes.baseline.first
        assert {first.true_class(place) for place in table.rows} == {"3"}
        await pilot.press(*" said:x")
        await until(pilot, lambda: "no class is called 'x'" in detail.text, "the mistake")
        await pilot.press("escape")
        await until(pilot, lambda: len(table.rows) == 39 and screen.focused is table, "the whole list")
        assert "surest" in detail.text


async def test_of_several_variants_a_key_shows_the_next(store: Store) -> None:
    add_shown_runs(store.root, variants=("worse",))
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "tuned", "worse")
        before = screen.gallery
        await pilot.press("v")
        await until(pilot, lambda: screen.browser and screen.browser.changes.other.label == "worse", "the other")
        assert screen.gallery is not before
        assert len(readers()) <= 1, "one process at a time"


async def test_a_split_without_answers_says_so_and_the_next_key_comes_back(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        await pilot.press("s")
        await until(pilot, lambda: "keep no answers to the same val examples" in text_of(pilot.app), "what is missing")
        await pilot.press("f", "e", "s", "s")
        await until(pilot, lambda: screen.data, "the test examples")


async def test_where_the_data_has_changed_no_picture_is_shown_but_the_list_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store(Path("runs"))
    add_shown_runs(store.root, data_fingerprint="that of other data")
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        await pilot.press("j", "k")
        await pilot.pause()
        shown = text_of(pilot.app)
        assert "the data has changed since this run was queued, so its examples cannot be shown" in shown
        assert "no pictures" in shown
        assert "▀" not in shown
        assert len(screen.query_one(ExampleTable).rows) > 3
        assert "true class" in shown


async def test_without_colours_pictures_are_drawn_with_characters(store: Store) -> None:
    app = Backslide(store)
    app.no_color = True
    async with app.run_test(size=NARROW) as pilot:
        await until_shown(pilot, await opened(pilot, store))
        shown = text_of(pilot.app)
        assert "▀" not in shown
        assert "@@" in shown


async def test_another_room_has_a_picture_of_another_size(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store)
        await until_shown(pilot, screen)
        assert "▀" * 17 not in text_of(pilot.app)
        await pilot.resize_terminal(*WIDE)
        await until(pilot, lambda: "▀" * 48 in text_of(pilot.app), "a larger picture")


async def test_closing_the_screen_or_the_app_ends_the_process(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await opened(pilot, store)
        assert len(readers()) == 1
        await pilot.press("escape")
        await until(pilot, lambda: not readers(), "the end of the process")
        await opened(pilot, store)
        assert len(readers()) == 1
    assert readers() == []


async def test_an_example_is_explained_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = [f"column_{place}" for place in range(30)]
    write_table(
        Path("t.csv"), [[*range(row, row + 30), "ab"[row % 2]] for row in range(60)], ",".join([*names, "label"])
    )
    store = Store(Path("runs"))
    add_shown_runs(store.root, {"name": "csv", "path": "t.csv"})
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store)
        await until_shown(pilot, screen)
        assert "columns that lie nearer; i: all" in str(screen.query_one("#values", Static).render())
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, Explain), "the explanation")
        assert isinstance(pilot.app.screen, Explain)
        assert all(name in pilot.app.screen.text for name in names)


async def test_the_list_is_taken_away(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the question where to")
        await pilot.press("enter")
        await until(pilot, lambda: Path("examples-decline-tuned-test.md").exists(), "the file")
        assert "test examples: right → wrong" in Path("examples-decline-tuned-test.md").read_text()


async def test_hostile_names_are_shown_literally(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        place = await until_shown(pilot, screen)
        shown = screen._shown(place)
        assert shown is not None
        evil = replace(shown, origin="a\x1b[2Jb[red]c", pixels=None, problem="\x1b]0;EVIL\x07 [b]x")
        monkeypatch.setattr(screen, "_shown", lambda _: evil)
        screen._show()
        await pilot.pause()
        text = text_of(pilot.app)
        assert "\x1b" not in text
        assert "[red]c" in text
        assert "[b]x" in text
