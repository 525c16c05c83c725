"""What goes out to the terminal is little, and all that it takes."""

from pathlib import Path
from queue import Queue

import pytest
from msgspec.structs import replace
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from store.row import Row
from store.status import Status
from tests.support.stores import MIXED, make_store
from tests.tui.emulated import Terminal
from tests.tui.screens import WIDE, settled, text_of, until
from tui.app import Backslide
from tui.calm import BEHIND
from tui.sending import Frame, Piece, SentUpdate
from tui.watcher import RunsChanged


@pytest.fixture
def app(tmp_path: Path) -> Backslide:
    return Backslide(make_store(tmp_path / "runs", 12, epochs=6, statuses=MIXED))


def running(app: Backslide) -> Row:
    return next(row for row in app.screen.list.rows.values() if row.status is Status.RUNNING)


async def test_an_epoch_of_a_run_in_the_list_costs_a_few_hundred_bytes(
    app: Backslide, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        app._watcher.stop()
        await pilot.press("z")
        terminal = Terminal(app, monkeypatch)
        await until(pilot, lambda: terminal.text() == text_of(app), "the whole screen")
        row = running(app)
        app.post_message(RunsChanged(replace(row, epoch=1, epochs=50)))
        await until(pilot, lambda: " 1/50" in terminal.text(), "the first epoch")
        terminal.sent = 0
        app.post_message(RunsChanged(replace(row, epoch=2, epochs=50)))
        await until(pilot, lambda: " 2/50" in terminal.text(), "the second epoch")
        assert terminal.text() == text_of(app)
        assert terminal.sent < 350


async def test_what_is_sent_adds_up_to_what_is_on_screen(app: Backslide, monkeypatch: pytest.MonkeyPatch) -> None:
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


def sent(frame: Frame, *lines: Strip, x: int = 0) -> str:
    """Return what is sent of lines that are drawn from the top on, without colours."""
    update = SentUpdate([Piece(y, x, strip) for y, strip in enumerate(lines)], frame)
    return update.render_segments(Console(width=20, color_system=None))


def strip(*texts: str, style: Style | None = None) -> Strip:
    return Strip([Segment(text, style) for text in texts])


def test_what_is_drawn_anew_and_looks_as_before_is_not_sent() -> None:
    frame = Frame()
    assert "hello" in sent(frame, strip("hello"), strip("world"))
    assert sent(frame, strip("hel", "lo"), strip("world")) == ""


def test_of_a_line_what_has_changed_is_sent_with_what_lies_between() -> None:
    frame = Frame()
    sent(frame, strip("0123456789abcdefghij"))
    assert sent(frame, strip("0X234Y6789abcdefghiZ")) == "\x1b[1;2HX234Y\x1b[1;20HZ"


def test_a_change_of_colour_alone_is_sent_and_what_a_style_keeps_beside_is_none() -> None:
    frame = Frame()
    sent(frame, strip("hello", style=Style(color="red", meta={"at": 1})))
    assert sent(frame, strip("hello", style=Style(color="red", meta={"at": 2}))) == ""
    assert "hello" in sent(frame, strip("hello", style=Style(color="blue")))


def test_a_frame_that_is_forgotten_is_sent_whole() -> None:
    frame = Frame()
    sent(frame, strip("hello"))
    frame.forget()
    assert "hello" in sent(frame, strip("hello"))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("ab日本cd", "ab日語cd", "\x1b[1;5H語"),
        ("ab日本cd", "abXX本cd", "\x1b[1;3HXX"),
        ("abXYZWcd", "abX日Wcd", "\x1b[1;4H日"),
        ("e", "e\u0301", "\x1b[1;1He\u0301"),
    ],
)
def test_no_wide_character_is_cut_in_two(before: str, after: str, told: str) -> None:
    frame = Frame()
    sent(frame, strip(before))
    assert sent(frame, strip(after)) == told


async def test_another_programs_text_goes_away_by_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Backslide(make_store(tmp_path / "runs", 4))
    async with app.run_test(size=WIDE) as pilot:
        app._watcher.stop()
        terminal = Terminal(app, monkeypatch)
        await until(pilot, lambda: terminal.text() == text_of(app), "the whole screen")
        terminal.stream.feed("\x1b[30;5HBroadcast message")
        await pilot.press("down")
        await settled(pilot)
        assert "Broadcast" in terminal.text()
        await pilot.press("ctrl+l")
        await until(pilot, lambda: terminal.text() == text_of(app), "the whole screen again")


class Slow:
    """A terminal that has not taken what was sent to it until it is told to."""

    def __init__(self) -> None:
        self._queue: Queue[str] = Queue()


async def test_news_wait_until_the_terminal_has_taken_what_was_sent_before(
    app: Backslide, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        app._watcher.stop()
        await pilot.press("z")
        row = running(app)
        terminal = Slow()
        terminal._queue.put("a frame")
        monkeypatch.setattr(app._driver, "_writer_thread", terminal, raising=False)
        for epoch in (1, 2):
            app.post_message(RunsChanged(replace(row, epoch=epoch, epochs=50)))
        await pilot.pause(3 * BEHIND)
        assert "/50" not in text_of(app)
        terminal._queue.get()
        await until(pilot, lambda: " 2/50" in text_of(app), "the newest epoch")
