"""Export, by its keys."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from store.compare.table import Cell, Column, Document, Row, Table
from store.store import Store
from tests.tui.screens import NARROW, text_of, until
from tui.app import Backslide
from tui.screens.ask import Ask
from tui.screens.export import ExportScreen, wrapped
from tui.widgets.detail import DetailLine

TABLE = Table("Figures", (Column("figure"), Column("tuned", "right")), (Row((Cell("accuracy"), Cell("0.812", 0.812))),))
DOCUMENT = Document("Diff: baseline against tuned", (TABLE,), ("tuned has one seed.",))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def opened(pilot: Pilot[Any], document: Document = DOCUMENT) -> ExportScreen:
    screen = ExportScreen(document, Path("diff.md"))
    await pilot.app.push_screen(screen)
    await pilot.pause()
    return screen


def app(folder: Path) -> Backslide:
    return Backslide(Store(folder / "runs"))


async def test_it_shows_what_will_be_written(folder: Path) -> None:
    async with app(folder).run_test(size=NARROW) as pilot:
        await opened(pilot)
        shown = text_of(pilot.app)
        assert "## Diff: baseline against tuned" in shown
        assert "> **Note:** tuned has one seed." in shown
        assert "| accuracy | 0.812 |" in shown
        assert "Write and copy" in shown


async def test_enter_writes_the_file_and_copies_the_same_text(folder: Path) -> None:
    async with app(folder).run_test(size=NARROW) as pilot:
        screen = await opened(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not screen, "the screen before")
        written = (folder / "diff.md").read_text()
        assert "| accuracy | 0.812 |" in written
        assert pilot.app.clipboard == written
        assert [path.name for path in folder.iterdir()] == ["diff.md"], "no temporary file stays behind"


async def test_what_it_cannot_be_written_as_is_told_and_nothing_is_written(folder: Path) -> None:
    async with app(folder).run_test(size=NARROW) as pilot:
        screen = await opened(pilot)
        pilot.app.screen.query_one(Input).value = "diff.pdf"
        await pilot.press("enter")
        detail = screen.query_one(DetailLine)
        await until(pilot, lambda: detail.text.startswith("diff.pdf: .pdf cannot be written; "), "the mistake")
        assert not [*folder.iterdir()]


async def test_a_file_that_is_there_is_replaced_only_after_a_yes(folder: Path) -> None:
    (folder / "diff.md").write_text("mine")
    async with app(folder).run_test(size=NARROW) as pilot:
        screen = await opened(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is screen, "the export")
        assert (folder / "diff.md").read_text() == "mine"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        await pilot.press("y")
        await until(pilot, lambda: (folder / "diff.md").read_text() != "mine", "the file")


@pytest.mark.parametrize("name", ["", "nowhere/diff.md", ".", "a\0b", "~nosuchuser/x.md", "x" * 300])
async def test_a_name_that_cannot_be_written_is_told_and_can_be_mended(folder: Path, name: str) -> None:
    async with app(folder).run_test(size=NARROW) as pilot:
        screen = await opened(pilot)
        screen.query_one(Input).value = name
        await pilot.press("enter")
        await until(pilot, lambda: screen.query_one(DetailLine).has_class("-problem"), "the problem")
        screen.query_one(Input).value = "other.md"
        await pilot.press("enter")
        await until(pilot, (folder / "other.md").exists, "the file")


async def test_the_text_alone_can_be_copied_and_nothing_written(folder: Path) -> None:
    async with app(folder).run_test(size=NARROW) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+y")
        await pilot.pause()
        assert "| accuracy | 0.812 |" in pilot.app.clipboard
        await opened(pilot)
        await pilot.press("escape")
        assert list(folder.iterdir()) == []


async def test_what_no_clipboard_takes_is_not_sent(folder: Path) -> None:
    rows = tuple(Row((Cell(f"figure {number}"), Cell("0.5"))) for number in range(4000))
    async with app(folder).run_test(size=NARROW) as pilot:
        await opened(pilot, Document("long", (Table("t", TABLE.columns, rows),)))
        await pilot.press("pagedown", "pagedown", "pageup")
        await pilot.pause()
        assert "figure 10 " in text_of(pilot.app)
        await pilot.press("ctrl+y")
        await pilot.pause()
        assert pilot.app.clipboard == ""
        assert any("too long" in note.message for note in pilot.app._notifications)


def test_sentences_are_wrapped_to_the_room_and_tables_and_code_are_not() -> None:
    row, call = f"| {'long ' * 20}|", f"backslide {'--only=x ' * 12}".rstrip()
    shown = wrapped(f"- one two-three four\n{row}\n```sh\n{call}\n```\n", 20).splitlines()
    assert shown == ["- one two-three four", row, "```sh", call, "```"]
    assert wrapped("- one two-three four five", 21).splitlines() == ["- one two-three four", "  five"]
    assert wrapped("a" * 50, 0) == "a" * 50, "a word is never broken"


@pytest.mark.parametrize("width", [80, 91, 120])
async def test_no_word_of_a_sentence_is_hidden(folder: Path, width: int) -> None:
    words = " ".join(f"word{number}" for number in range(200))
    async with app(folder).run_test(size=(width, 60)) as pilot:
        await opened(pilot, Document("Diff", (TABLE, TABLE, TABLE, TABLE), (words,)))
        await pilot.pause()
        shown = text_of(pilot.app)
        assert all(word in shown for word in words.split())
