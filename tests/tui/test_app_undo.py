"""One key takes back what was done last."""

from functools import partial
from pathlib import Path

import pytest

from store.annotations import set_note
from store.run import Run
from store.status import Status
from store.store import Store
from tests.support.stores import MIXED, add_run, make_store
from tests.tui.diff_scene import opened as open_diff
from tests.tui.screens import WIDE, settled, until
from tui.app import Backslide
from tui.preferences.settings import settings_file
from tui.widgets.difftable import DiffTable
from tui.widgets.filterline import FilterLine


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose dispatcher nobody starts."""
    monkeypatch.setattr("trainer.launch.dispatcher.ensure_dispatcher", lambda _: None)
    return make_store(tmp_path / "runs", 8, epochs=6, statuses=MIXED)


def told(app: Backslide) -> str:
    return [one.message for one in app._notifications][-1]


def reason_shown(app: Backslide, id_: str, reason: str) -> bool:
    return bool(app.screen.list.rows[id_].reason == reason)


async def test_where_nothing_was_done_it_says_so(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("u")
        assert told(pilot.app) == "there is nothing to undo"


async def test_marks_that_were_cleared_are_there_again(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        table = pilot.app.screen.table
        await pilot.press("down", "space", "space")
        marked = set(table.marked)
        await pilot.press("escape")
        assert not table.marked
        assert told(pilot.app) == "2 marks cleared · u brings them back"
        await pilot.press("u")
        assert table.marked == marked
        assert told(pilot.app) == "2 lines marked again"


@pytest.mark.parametrize("keys", [("escape",), ("enter", "escape")], ids=["while it is typed", "from the list"])
async def test_a_filter_that_was_cleared_is_there_again(store: Store, keys: tuple[str, ...]) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("slash", *"tuned")
        await settled(pilot)
        assert len(pilot.app.screen.list.shown) == 2
        await pilot.press(*keys)
        await settled(pilot)
        assert len(pilot.app.screen.list.shown) == 8
        assert told(pilot.app) == "the filter is cleared · u brings it back"
        await pilot.press("u")
        await until(pilot, lambda: len(pilot.app.screen.list.shown) == 2, "the filter")
        assert pilot.app.screen.query_one(FilterLine).value == "tuned"
        await pilot.press("j")
        assert pilot.app.screen.table.has_focus


async def test_runs_that_were_paused_go_on_and_the_other_way_round(tmp_path: Path, store: Store) -> None:
    run = add_run(tmp_path / "other", status=Status.QUEUED)
    async with Backslide(Store(tmp_path / "other")).run_test() as pilot:
        for key, reason in (("p", "paused"), ("u", ""), ("p", "paused"), ("p", ""), ("u", "paused"), ("u", "")):
            await pilot.press(key)
            await settled(pilot)
            assert Run(run.folder).standing().reason == reason
            shown = partial(reason_shown, pilot.app, run.id, reason)
            await until(pilot, shown, "the news")
        assert told(pilot.app) == "1 run to go on"


async def test_notes_and_tags_are_what_they_were(store: Store) -> None:
    ids = [row.id for row in store.rows() if row.variant == "baseline"]
    set_note(store, ids, "mine")
    async with Backslide(store).run_test(size=WIDE) as pilot:
        for key, text in (("N", "another"), ("T", "tag")):
            await pilot.press("down", key, "ctrl+u", *text, "enter")
            await until(pilot, lambda: pilot.app.undo._steps, "what was done")
            await pilot.press("u")
            await until(pilot, lambda: "as before" in told(pilot.app), "what was taken back")
            assert [store.run(id_).state()["note"] for id_ in ids] == ["mine"] * len(ids)
            assert not any(row.tags for row in store.rows())
            pilot.app.clear_notifications()
            await pilot.press("up")


async def test_what_stays_is_not_passed_over_for_something_older(store: Store) -> None:
    stopped = next(row for row in store.rows() if row.status is Status.STOPPED)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("space", "escape", "z")
        assert told(pilot.app) == "1 mark cleared · u brings them back"
        pilot.app.screen.point_at(stopped.id)
        await pilot.press("r")
        await until(pilot, lambda: told(pilot.app) == "1 run to go on", "what was done")
        await pilot.press("u")
        assert told(pilot.app) == "1 run to go on: this stays; the same key again takes back what was done before"
        assert not pilot.app.screen.table.marked
        await pilot.press("u")
        assert pilot.app.screen.table.marked


async def test_what_cannot_be_taken_back_any_more_says_why(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("x")
        await settled(pilot)
        store.purge()
        await pilot.press("u")
        await settled(pilot)
        assert told(pilot.app).startswith("this cannot be undone any more: ")


async def test_the_key_that_is_told_is_the_one_in_force(store: Store) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('[keys]\n"app.undo" = "U,f8"\n')
    async with Backslide(store).run_test() as pilot:
        await pilot.press("space", "escape")
        assert told(pilot.app) == "1 mark cleared · U brings them back"
        await pilot.press("f8")
        assert pilot.app.screen.table.marked


async def test_a_filter_of_a_diff_that_was_cleared_is_there_again_until_the_diff_is_closed(tmp_path: Path) -> None:
    store = make_store(tmp_path / "compared", 6)
    async with Backslide(store).run_test() as pilot:
        screen = await open_diff(pilot, store, "tuned")
        table, line = screen.query_one(DiffTable), screen.query_one(FilterLine)
        await pilot.press("slash", *"mixup", "enter")
        few = len(table.rows)
        await pilot.press("escape")
        assert len(table.rows) > few
        await pilot.press("u")
        await until(pilot, lambda: len(table.rows) == few, "the filter")
        assert (line.value, table.has_focus) == ("mixup", True)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: pilot.app.screen is not screen, "the list")
        await pilot.press("u")
        assert told(pilot.app) == "there is nothing to undo"
