"""A long run looks as it would if all of its epochs were in memory, and is there before they have been read."""

from asyncio import sleep
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from textual.pilot import Pilot

from store.compare.curves.model import CurveView
from store.compare.curves.seeds import Seeds, mean_curves
from store.eventcache import CACHE
from store.history import History
from store.run import EVENTS, Run
from store.status import Status
from store.store import Store
from tests.support.long_events import make_lines, plain_history
from tests.support.stores import add_run, make_config
from tests.tui.screens import NARROW, WIDE, settled, text_of, until
from tui.actions.exporting import table_of
from tui.app import Backslide
from tui.drawing.braille import BLANK, DOTS
from tui.drawing.plotlines import plot_lines
from tui.run.view import PLOTTED, View, courses_of
from tui.screens.run import RunScreen
from tui.widgets.detail import DetailLine
from tui.widgets.epochtable import EpochTable

EPOCHS = 20_000


@cache
def long_course(epochs: int) -> bytes:
    return b"".join(make_lines(Random(epochs), epochs))


def long_run(root: Path, epochs: int = EPOCHS) -> Run:
    run = add_run(root, config=make_config(epochs=epochs))
    (run.folder / EVENTS).write_bytes(long_course(epochs))
    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run that is only looked at."""
    return long_run(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def plain(run: Run) -> History:
    """All of its epochs, in memory."""
    return plain_history(run.folder / EVENTS)


def view_of(run: Run, history: History) -> View:
    return View(run.record, history, run.standing(), courses_of(run.record, history))


def drawing(view: View, quantity: str, seen: CurveView, width: int) -> list[str]:
    return ["".join(text for text, _ in line) for line in plot_lines("x", view.chart(quantity, seen), width, 20)]


def dots(lines: list[str]) -> set[tuple[int, int]]:
    """Return the places of all dots of a drawing."""
    found = set()
    for (row, line), (y, x) in product(enumerate(lines), product(range(4), range(2))):
        for column, cell in enumerate(line):
            if BLANK <= ord(cell) < BLANK + 256 and (ord(cell) - BLANK) & DOTS[y][x]:
                found.add((column * 2 + x, row * 4 + y))
    return found


def far_from(one: set[tuple[int, int]], other: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield dots of one drawing that have none of the other at, or right beside, their place."""
    near = (-1, 0, 1)
    for x, y in one:
        if not any((x + right, y + down) in other for right in near for down in near):
            yield x, y


@pytest.mark.parametrize("seen", [CurveView(), CurveView(by_time=True), CurveView(log=True)])
@pytest.mark.parametrize("width", [60, 150])
def test_curves_look_the_same(run: Run, plain: History, seen: CurveView, width: int) -> None:
    whole, thin = view_of(run, plain), view_of(run, run.history())
    assert thin.history.epochs.is_long
    for quantity in PLOTTED:
        expected, shown = drawing(whole, quantity, seen, width), drawing(thin, quantity, seen, width)
        assert [line for line in shown[1:] if not dots([line])] == [line for line in expected[1:] if not dots([line])]
        assert list(far_from(dots(shown), dots(expected))) == []
        assert list(far_from(dots(expected), dots(shown))) == []


def test_head_and_panes_say_the_same_but_for_the_course_drawn_small(run: Run, plain: History) -> None:
    whole, thin = view_of(run, plain), view_of(run, run.history())
    assert [[cell for cell in line if "█" not in cell.text] for line in thin.head()] == [
        [cell for cell in line if "█" not in cell.text] for line in whole.head()
    ]
    assert thin.best == whole.best
    assert thin.figure_rows() == whole.figure_rows()
    assert thin.outcome() == whole.outcome()
    assert thin.warnings() == whole.warnings()


def test_smoothed_points_are_said_to_be_thinned(run: Run) -> None:
    view = view_of(run, run.history())
    smoothed = view.chart("loss", CurveView("light"))
    assert smoothed.notes == ("light smoothing (EMA 0.6) of thinned points, end values as measured",)
    assert view.chart("loss", CurveView(log=True)).notes == ("log axis without points ≤ 0",)


def test_means_over_long_seeds_are_those_at_the_same_epochs(run: Run, plain: History) -> None:
    for by_time in (False, True):
        (few,) = mean_curves("val.accuracy", [Seeds("a", (tuple(run.history().epochs.spaced()),))], by_time=by_time)
        (all_,) = mean_curves("val.accuracy", [Seeds("a", (tuple(plain.epochs),))], by_time=by_time)
        points = {round(step, 6): value for step, value in zip(all_.steps, all_.values, strict=True)}
        assert 1000 < len(few.values) < 3000
        assert [points[round(step, 6)] for step in few.steps] == list(few.values)


async def meanwhile(holds: Callable[[], object], what: str) -> None:
    """Wait until something holds while threads are busy, which a pilot's pause would wait for."""
    for _ in range(2000):
        if holds():
            return
        await sleep(0.005)
    raise AssertionError(f"{what} did not come about")


async def opened(pilot: Pilot[Any], run: Run) -> RunScreen:
    screen = RunScreen(Store(run.folder.parent), Run(run.folder))
    await pilot.app.push_screen(screen)
    return screen


def is_shown(screen: RunScreen) -> bool:
    """Say whether a run has been read, and its epochs stand in their table."""
    return screen.view is not None and any(table.rows for table in screen.query(EpochTable))


async def test_a_first_opening_shows_the_end_at_once_and_how_far_the_reading_is(tmp_path: Path) -> None:
    run = long_run(tmp_path, 30_000)
    async with Backslide(Store(tmp_path)).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, run)
        await meanwhile(lambda: "reading its events" in text_of(pilot.app), "the progress")
        table = screen.query_one(EpochTable)
        assert screen.view is None, "not all is read"
        assert 10 < len(table.rows) < 2000
        assert (table.current or {}).get("epoch") == 30_000
        assert "epoch 30000/30000" in text_of(pilot.app)
        table.action_move(-3)
        assert screen.view is None, "not all is read yet"
        await until(pilot, lambda: screen.view and len(table.rows) == 30_000, "the run")
        assert len(table.rows) == 30_000
        assert (table.current or {}).get("epoch") == 29_997, "the cursor stays on its epoch"
        assert table.unseen == 0, "none of them has come since"
        await pilot.pause()
        assert "reading" not in text_of(pilot.app)
        assert (run.folder / CACHE).exists()


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_all_epochs_can_be_reached_though_few_are_in_memory(
    run: Run, plain: History, size: tuple[int, int]
) -> None:
    async with Backslide(Store(run.folder.parent)).run_test(size=size) as pilot:
        screen = await opened(pilot, run)
        await until(pilot, lambda: is_shown(screen), "the run")
        table = screen.query_one(EpochTable)
        assert f"{EPOCHS}" in text_of(pilot.app)
        for key, place in (
            ("home", 0),
            ("pagedown", table.size.height - 2),
            ("down", table.size.height - 1),
            ("G", -1),
        ):
            await pilot.press(key)
            await until(pilot, lambda: screen.query_one(DetailLine).text, "the figures")
            assert table.current == plain.epochs[place]
            assert text_of(pilot.app).count(f"{plain.epochs[place]['metrics']['val.accuracy']:.4f}")
        best = (screen.view and screen.view.best) or 0
        assert table.go_to(str(best))
        assert not table.go_to("99999999")
        await pilot.pause()
        assert f"★ {best}" in text_of(pilot.app)


async def test_a_long_run_that_goes_on_is_followed(tmp_path: Path) -> None:
    run = add_run(tmp_path, config=make_config(epochs=EPOCHS), status=Status.RUNNING)
    lines = list(make_lines(Random(1), 7000, resumes=0, garbled=0))
    (run.folder / EVENTS).write_bytes(b"".join(lines[: 3 * 6000 + 1]))
    async with Backslide(Store(tmp_path)).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, run)
        await until(pilot, lambda: is_shown(screen), "the run")
        table = screen.query_one(EpochTable)
        assert len(table.rows) == 6000
        with (run.folder / EVENTS).open("ab") as file:
            file.write(b"".join(lines[3 * 6000 + 1 : 3 * 6500 + 1]))
        await until(pilot, lambda: len(table.rows) == 6500, "the new epochs")
        assert table.cursor == 6499
        await pilot.press("up")
        with (run.folder / EVENTS).open("ab") as file:
            file.write(b"".join(lines[3 * 6500 + 1 : 3 * 6537 + 1]))
        await until(pilot, lambda: table.unseen == 37, "the count of new epochs")
        assert table.cursor == 6498
        await pilot.press("G")
        with (run.folder / EVENTS).open("ab") as file:
            file.write(b'{"t": 2000000.0, "kind": "resumed", "epoch": 5990, "step": 0}\n')
        await until(pilot, lambda: len(table.rows) == 5990, "the resume")
        await pilot.pause()
        assert (table.current or {}).get("epoch") == 5990


async def test_who_leaves_stops_the_reading(tmp_path: Path) -> None:
    run = long_run(tmp_path, 30_000)
    async with Backslide(Store(tmp_path)).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, run)
        await meanwhile(lambda: "reading its events" in text_of(pilot.app), "the progress")
        screen.action_back()
        await settled(pilot)
        assert not (run.folder / CACHE).exists()


async def test_what_is_exported_of_many_epochs_is_a_few_of_them_and_says_so(run: Run) -> None:
    async with Backslide(Store(run.folder.parent)).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, run)
        await until(pilot, lambda: is_shown(screen), "the run")
        table = table_of(screen.query_one(EpochTable), "Epochs")
        assert table.title == "Epochs, one in 16 of 20,000"
        assert [row.key for row in table.rows] == [*(str(1 + 16 * place) for place in range(1250)), "20000"]
