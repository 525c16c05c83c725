"""The app for a slow connection, and without colours."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from store.status import Status
from store.store import Store
from tests.support.stores import MIXED, make_store
from tests.tui.screens import WIDE, text_of, until
from tui.app import Backslide
from tui.preferences.settings import settings_file
from tui.watcher import RowsChanged, RunsChanged


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path / "runs", 8, epochs=6, statuses=MIXED)


async def test_news_wait_and_then_come_together_and_keys_do_not_wait(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.EVERY", 3600)
    app = Backslide(store, calm=True)
    async with app.run_test(size=WIDE) as pilot:
        app._watcher.stop()
        await pilot.press("z")
        row = next(row for row in app.screen.list.rows.values() if row.status is Status.RUNNING)
        for epoch in (1, 2, 3):
            app.post_message(RunsChanged(replace(row, epoch=epoch, epochs=50)))
        await pilot.press("down")
        await pilot.pause()
        assert app.screen.table.cursor == 1
        assert "/50" not in text_of(app)
        app._tell_held()
        await until(pilot, lambda: " 3/50" in text_of(app), "the news")


async def test_runs_that_come_and_go_are_told_as_well(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.app.EVERY", 0.05)
    app = Backslide(store, calm=True)
    async with app.run_test(size=WIDE) as pilot:
        app._watcher.stop()
        app.post_message(RowsChanged(store.rows()[:3]))
        await until(pilot, lambda: len(app.screen.list.rows) == 3, "the news")


@pytest.mark.parametrize(("calm", "colours", "level"), [(True, "256", "none"), (False, "truecolor", "full")])
def test_calm_is_without_motion_and_names_colours_in_fewer_bytes(
    store: Store, monkeypatch: pytest.MonkeyPatch, calm: bool, colours: str, level: str
) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "truecolor")
    for name in ("SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    app = Backslide(store, calm=calm)
    assert (app.console.color_system, app.animation_level) == (colours, level)


def test_a_terminal_of_few_colours_is_not_sent_more(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "standard")
    assert Backslide(store, calm=True).console.color_system == "standard"


def test_the_settings_file_can_ask_for_calm(store: Store) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("calm = true\n")
    assert Backslide(store).calm


def styles(app: Backslide, line: int) -> list[tuple[str, bool, bool]]:
    """Return the text of what stands in a line of the screen, and whether it is reversed and bold."""
    strip = app.screen._compositor.render_strips()[line]
    return [(one.text.strip(), bool(one.style.reverse), bool(one.style.bold)) for one in strip if one.style]


async def test_without_colours_the_cursor_marks_and_what_is_bad_are_told_apart(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Backslide(store)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("space")
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        colours = {one.style.color.triplet for strip in strips for one in strip if one.style and one.style.color}
        assert all(colour is None or colour.red == colour.green == colour.blue for colour in colours)
        assert all(reverse for text, reverse, _ in styles(app, 3) if text)
        assert not any(reverse for _, reverse, _ in styles(app, 4))
        assert styles(app, 2)[0][0] == "◆"
        assert styles(app, 3)[0][0] == "▌"
        assert next(bold for text, _, bold in styles(app, 4) if text.startswith("✗ 1 fail"))
