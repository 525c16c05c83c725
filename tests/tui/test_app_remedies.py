"""The screen of remedies, by its keys: what it proposes, what it trains, and what it says of what came of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.run import Run
from store.store import Store
from tests.trainer.diagnose.lawful import finish, measured_store
from tests.trainer.launch.scene import use_stand_ins, wait_until
from tests.tui.screens import NARROW, WIDE, agree, assert_looks_like, text_of, until
from trainer.launch.dispatcher import is_alive
from tui.app import Backslide
from tui.screens.ask import Ask
from tui.screens.diff import DiffScreen
from tui.screens.export import ExportScreen
from tui.screens.remedies import RemediesScreen
from tui.widgets.detail import DetailLine
from tui.widgets.remedytable import RemedyTable

LAW = {"regularizers.dropout": 0.2, "optimizer.lr=1.0": 0.1}
FRESH = 1000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    use_stand_ins(monkeypatch, tmp_path)
    yield
    wait_until(lambda: not is_alive(Path("runs")))


async def opened(pilot: Pilot[Any], store: Store) -> RemediesScreen:
    await pilot.app.push_screen(DiffScreen(store, "why/baseline", ("why/tuned",)))
    await pilot.press("r")
    await until(pilot, lambda: isinstance(pilot.app.screen, RemediesScreen) and pilot.app.screen.seen, "the remedies")
    await pilot.pause()
    assert isinstance(pilot.app.screen, RemediesScreen)
    return pilot.app.screen


def tried(store: Store) -> set[str]:
    return {row.variant.rpartition("-")[0] for row in store.rows() if row.variant.startswith("~")}


def finish_all(store: Store) -> None:
    finish(Run(store.root / row.id) for row in store.rows() if not row.status.ended)


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_remedies_look_as_they_should(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], name: str) -> None:
    store = measured_store(Path(), monkeypatch, LAW)
    async with Backslide(store).run_test(size=size) as pilot:
        await opened(pilot, store)
        assert_looks_like(pilot.app, f"remedies-{name}")


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_what_was_tried_and_confirmed_looks_as_it_should(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], name: str
) -> None:
    from trainer.diagnose.asked import Asked, bench_of
    from trainer.diagnose.remedies.board import board_of, confirm_best, try_proposals

    store = measured_store(Path(), monkeypatch, LAW)
    for queue in (lambda board: try_proposals(board, board.proposals[:4]), confirm_best):
        queue(board_of(bench_of(store, Asked("why", "baseline", "tuned"))))
        finish_all(store)
    async with Backslide(store).run_test(size=size) as pilot:
        await opened(pilot, store)
        assert_looks_like(pilot.app, f"remedies-confirmed-{name}")


async def test_a_key_tries_the_remedy_under_the_cursor_and_what_it_won_appears(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, LAW)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        table = screen.query_one(RemedyTable)
        table.cursor = next(place for place, row in enumerate(table.rows) if row.key == "no_dropout")
        await pilot.press("s")
        await agree(pilot, "Try no_dropout?", "Trains 2 runs", "the seeds of tuned")
        await until(pilot, lambda: tried(store) == {"~tuned+no_dropout"}, "the trial")
        await until(pilot, lambda: "+0.2" in text_of(pilot.app), "what it won")
        assert "won most val accuracy" in text_of(pilot.app)
        await pilot.press("c")
        await agree(pilot, "Confirm no_dropout with fresh seeds?", "Trains at most 15 runs", "judged by the test set")
        await until(pilot, lambda: "is a remedy" in text_of(pilot.app), "the confirmation")
        assert len({row.variant for row in store.rows() if row.seed > FRESH}) == 3


async def test_a_key_tries_the_first_three_that_were_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, LAW)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store)
        await pilot.press("S")
        await agree(pilot, "Trains 6 runs")
        await until(pilot, lambda: len(tried(store)) == 3, "the trials")
        assert "~tuned+higher_lr" in tried(store)


async def test_nothing_is_trained_without_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, LAW)
    async with Backslide(store).run_test(size=WIDE, notifications=True) as pilot:
        screen = await opened(pilot, store)
        for key in ("s", "S"):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
            await pilot.press("n")
            await until(pilot, lambda: pilot.app.screen is screen, "the screen")
        await pilot.press("c", "enter")
        assert pilot.app.screen is screen, "nothing has won, and nothing was tried"
        assert "nothing has won anything yet" in text_of(pilot.app)
        assert "put the cursor on a remedy that was tried" in text_of(pilot.app)
    assert tried(store) == set()


async def test_enter_compares_what_declined_with_the_remedy_and_what_was_tried_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from trainer.diagnose.asked import Asked, bench_of
    from trainer.diagnose.remedies.board import board_of, try_proposals

    store = measured_store(Path(), monkeypatch, LAW)
    board = board_of(bench_of(store, Asked("why", "baseline", "tuned")))
    try_proposals(board, board.proposals[:1])
    finish_all(store)
    async with Backslide(store).run_test(size=WIDE, notifications=True) as pilot:
        await opened(pilot, store)
        await pilot.press("home", "s")
        await until(pilot, lambda: "this was tried already" in text_of(pilot.app), "the reason")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DiffScreen), "the comparison")
        assert isinstance(pilot.app.screen, DiffScreen)
        assert pilot.app.screen.bookmark()[1] == "why/tuned"


async def test_a_line_says_why_and_who_found_it(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, LAW)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        await pilot.press("home")
        assert "→ 1.0. Larger steps get further" in screen.query_one(DetailLine).text
        assert "Bengio 2012" in screen.query_one(DetailLine).text


async def test_they_are_taken_away_as_the_command_prints_them(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, LAW)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the export")
        await until(pilot, lambda: "What may bring it back" in text_of(pilot.app), "the document")
