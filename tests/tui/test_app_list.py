"""The list of runs, looked at otherwise: columns, order, groups, notes and tags, by keys."""

from typing import Any

import pytest
from textual.pilot import Pilot

from store.annotations import set_note
from store.store import Store
from tests.tui.runs_scene import screen_of, titles
from tests.tui.screens import NARROW, WIDE, assert_looks_like, settled, text_of, until
from tui.app import Backslide
from tui.listing.fields import USUAL
from tui.screens.pick import PickScreen
from tui.widgets.editline import EditLine

KEYS = {".": "full_stop", "@": "at", "-": "minus"}


def header(pilot: Pilot[Any]) -> str:
    return text_of(pilot.app).splitlines()[1]


async def typed(pilot: Pilot[Any], text: str) -> None:
    await pilot.press(*(KEYS.get(sign, sign) for sign in text))
    await pilot.pause()


@pytest.mark.parametrize(("size", "name"), [(NARROW, "columns-80x24"), (WIDE, "columns-160x45")])
async def test_the_choice_of_columns_looks_as_it_should(store: Store, size: tuple[int, int], name: str) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        await pilot.press("c")
        await typed(pilot, "mixup")
        assert_looks_like(pilot.app, name)


async def test_a_setting_and_a_figure_at_an_epoch_become_columns_and_go_again(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("c")
        await typed(pilot, "optimizer.lr")
        await pilot.press("space", *["backspace"] * 12)
        await typed(pilot, "val.loss@2")
        await pilot.press("space", "enter")
        await until(pilot, lambda: "…" not in text_of(pilot.app), "the values")
        assert "optimizer.lr" in header(pilot)
        assert "val.loss@2" in header(pilot)
        tuned = next(line for line in text_of(pilot.app).splitlines() if "tuned" in line)
        loss = store.find("decline/tuned/0").history().epochs[1]["metrics"]["val.loss"]
        assert "0.003" in tuned
        assert loss > 0
        await pilot.press("c", "ctrl+r", "enter")
        await pilot.pause()
        assert screen_of(pilot).list.columns == USUAL


async def test_a_setting_that_becomes_a_column_is_shown_for_every_seed_of_an_open_variant(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("z", "c")
        await typed(pilot, "optimizer.lr")
        await pilot.press("space", "enter")
        await until(pilot, lambda: "…" not in text_of(pilot.app), "the values of all lines")
        seeds = [line for line in text_of(pilot.app).splitlines() if "seed " in line]
        assert len(seeds) == 8
        assert all("0.00" in line for line in seeds)


async def test_a_column_is_moved_and_hidden_by_keys(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("c", "down", "greater_than_sign", "enter")
        await pilot.pause()
        assert screen_of(pilot).list.columns[:3] == ("name", "epoch", "status")
        await pilot.press("c", "down", "space", "enter")
        await pilot.pause()
        assert screen_of(pilot).list.columns[:2] == ("name", "status")


async def test_escape_leaves_the_columns_as_they_were(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("c", "down", "space", "escape")
        await pilot.pause()
        assert screen_of(pilot).list.columns == USUAL


async def test_sorting_goes_by_whatever_is_typed_and_again_the_other_way_round(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("o")
        assert isinstance(pilot.app.screen, PickScreen)
        await typed(pilot, "optimizer.lr")
        await pilot.press("enter")
        await until(
            pilot, lambda: titles(pilot)[-1] in {"tuned", "remedy"}, "the order by a setting that is read first"
        )
        assert "optimizer.lr▾" in header(pilot)
        await pilot.press("O")
        await settled(pilot)
        assert titles(pilot)[1] in {"tuned", "remedy"}
        assert "the other way round" in text_of(pilot.app)


async def test_groups_go_round(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("b")
        assert titles(pilot)[0] == "decline/no-mixup"
        await pilot.press("b")
        assert titles(pilot)[0] == "no tag"
        await pilot.press("b")
        assert len(titles(pilot)) == 8
        await pilot.press("b")
        assert titles(pilot)[0] == "decline"


async def test_a_note_is_written_where_it_is_shown_and_begins_with_what_is_there(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("down", "N")
        await typed(pilot, "fine")
        await pilot.press("enter")
        await until(pilot, lambda: screen_of(pilot).table.rows[1].rows[0].note == "fine", "the note")
        assert {row.variant for row in store.rows() if row.note == "fine"} == {"baseline"}
        await pilot.press("N")
        await typed(pilot, "r")
        await pilot.press("enter")
        await until(pilot, lambda: screen_of(pilot).table.rows[1].rows[0].note == "finer", "the longer note")
        await pilot.press("N", "x", "escape")
        await settled(pilot)
        assert {row.note for row in store.rows() if row.variant == "baseline"} == {"finer"}


async def test_tags_of_marked_runs_are_edited_together_and_those_of_one_alone_stay(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("down", "T")
        await typed(pilot, "one")
        await pilot.press("enter")
        await until(pilot, lambda: any(row.tags for row in store.rows()), "the first tag")
        await until(pilot, lambda: screen_of(pilot).table.rows[1].rows[0].tags, "the tag on screen")
        await pilot.press("space", "space", "T")
        await typed(pilot, "both")
        await pilot.press("enter")
        tags = {"baseline": ("one", "both"), "tuned": ("both",)}
        await until(
            pilot, lambda: {row.variant: row.tags for row in store.rows() if row.tags} == tags, "the second tag"
        )


async def test_a_tag_that_cannot_be_is_told_and_nothing_is_changed(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("down", "T")
        await typed(pilot, "-x")
        await pilot.press("enter")
        await until(pilot, lambda: len(pilot.app._notifications), "the problem")
        assert "a tag is one word" in next(iter(pilot.app._notifications)).message
        assert not any(row.tags for row in store.rows())
        assert pilot.app.screen.query_one(EditLine).value == "-x", "it can be mended"


async def test_a_long_note_is_edited_whole_and_enter_alone_changes_nothing(store: Store) -> None:
    long = "why " * 50 + "end"
    first, *others = [row.id for row in store.rows() if row.variant == "baseline"]
    set_note(store, [first, *others], long)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("down", "N")
        await until(pilot, lambda: pilot.app.screen.query(EditLine), "the line")
        assert pilot.app.screen.query_one(EditLine).value == long
        await pilot.press("enter")
        await settled(pilot)
        set_note(store, [first], "another")
        for key in ("N", "enter"):
            await pilot.press(key)
            await settled(pilot)
        assert [store.run(id_).state()["note"] for id_ in (first, *others)] == ["another", *[long] * len(others)]
