"""What goes out to the terminal is little, and all that it takes."""

from dataclasses import replace
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.strip import Strip

from store.status import Status
from tests.support.stores import MIXED, make_store
from tests.tui.emulated import Terminal
from tests.tui.screens import WIDE, settled, text_of, until
from tui.app import Backslide
from tui.sending import TightUpdate
from tui.watcher import RunChanged


async def test_an_epoch_of_a_run_in_the_list_costs_a_few_hundred_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Backslide(make_store(tmp_path / "runs", 12, epochs=6, statuses=MIXED))
    async with app.run_test(size=WIDE) as pilot:
        app._watcher.stop()
        await pilot.press("z")
        terminal = Terminal(app, monkeypatch)
        await until(pilot, lambda: terminal.text() == text_of(app), "the whole screen")
        row = next(row for row in app.screen.list.rows.values() if row.status is Status.RUNNING)
        app.post_message(RunChanged(replace(row, epoch=1, epochs=50)))
        await until(pilot, lambda: " 1/50" in terminal.text(), "the first epoch")
        terminal.sent = 0
        app.post_message(RunChanged(replace(row, epoch=2, epochs=50)))
        await until(pilot, lambda: " 2/50" in terminal.text(), "the second epoch")
        assert terminal.text() == text_of(app)
        assert terminal.sent < 350


async def test_what_is_sent_adds_up_to_what_is_on_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Backslide(make_store(tmp_path / "runs", 12, epochs=6, statuses=MIXED))
    async with app.run_test(size=WIDE) as pilot:
        app._watcher.stop()
        terminal = Terminal(app, monkeypatch)
        for keys in (
            "z",
            "down",
            "space",
            "slash",
            *"tuned",
            "enter",
            "question_mark",
            "down",
            "escape",
            "o",
            "e",
            "escape",
        ):
            await pilot.press(keys)
            await settled(pilot)
            await until(pilot, lambda: terminal.text() == text_of(app), f"what {keys} shows")


@pytest.mark.parametrize("first", range(1, 8))
def test_no_wide_character_is_cut_in_two(first: int) -> None:
    from rich.console import Console

    strip = Strip([Segment("ab"), Segment("日本"), Segment("cd")])
    update = TightUpdate([{0: strip}], [(0, first, 8)], [[8]])
    sent = update.render_segments(Console(width=10, color_system=None))
    assert sent.endswith("ab日本cd"[0 if first < 2 else 2 if first < 6 else 4 :])
