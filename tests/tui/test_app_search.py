"""The screen of a search, by its keys: what it shows of one, how one is begun, killed, gone on with and stopped."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.events import EventWriter
from store.run import Run
from store.store import Store
from store.yardstick import group_name
from tests.support.stores import BEGAN, add_run, make_config, make_store
from tests.trainer.diagnose.lawful import finish, measured_store, wait
from tests.trainer.launch.scene import use_stand_ins, wait_until
from tests.tui.screens import NARROW, WIDE, agree, assert_looks_like, settled, text_of, until
from trainer.diagnose.asked import Asked, bench_of
from trainer.diagnose.bisection import Bisection
from trainer.diagnose.errand import errand_of
from trainer.diagnose.search import Search
from trainer.launch.dispatcher import is_alive
from tui.app import Backslide
from tui.screens.ask import Ask
from tui.screens.diff import DiffScreen
from tui.screens.explain import Explain
from tui.screens.export import ExportScreen
from tui.screens.run import RunScreen
from tui.screens.search import SearchScreen
from tui.widgets.detail import DetailLine
from tui.widgets.searchtable import SearchTable

ASKED = Asked("why", "baseline", "tuned")
TOGETHER = {"regularizers.mixup&optimizer.lr=0.1": 0.3}
ALONE = {"regularizers.dropout": 0.2}


class EnoughError(Exception):
    """A search has been taken as far as a test wants it."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    use_stand_ins(monkeypatch, tmp_path)
    yield
    wait_until(lambda: not is_alive(Path("runs")))


def searched(store: Store, waits: int = 1000) -> list[Run]:
    """Search until it has waited so often, and return the runs that it waits for then; without a bound, to its end."""
    bench, left = bench_of(store, ASKED), [waits]

    def wait_so_often(runs: list[Run], why: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise EnoughError(runs)
        wait(runs, why)

    search = Search(bench, Bisection(list(bench.changes), rules=ASKED.rules), wait_so_often, lambda step: None)
    try:
        search.confirmation(search.answer(), bench.held_out_figure())
    except EnoughError as enough:
        return [run for run in enough.args[0] if not run.standing().status.ended]
    return []


async def opened(pilot: Pilot[Any], store: Store, *tuned: str) -> SearchScreen:
    await pilot.app.push_screen(DiffScreen(store, "why/baseline", tuned or ("why/tuned",)))
    await pilot.press("f")
    await until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen) and pilot.app.screen.seen, "the search")
    await pilot.pause()
    assert isinstance(pilot.app.screen, SearchScreen)
    return pilot.app.screen


async def begin(pilot: Pilot[Any]) -> None:
    await pilot.press("s")
    await agree(pilot, "Begin the search?", "at most 200 runs")


def on_screen(pilot: Pilot[Any], *words: str) -> bool:
    shown = " ".join(text_of(pilot.app).split())
    return all(word in shown for word in words)


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_a_search_that_is_under_way_looks_as_it_should(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], name: str
) -> None:
    store = measured_store(Path(), monkeypatch, TOGETHER)
    assert len(searched(store, waits=9)) == 2
    async with Backslide(store).run_test(size=size) as pilot:
        await opened(pilot, store)
        assert_looks_like(pilot.app, f"search-{name}")


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_a_search_that_is_over_looks_as_it_should(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], name: str
) -> None:
    store = measured_store(Path(), monkeypatch, TOGETHER)
    searched(store)
    async with Backslide(store).run_test(size=size) as pilot:
        await opened(pilot, store)
        assert_looks_like(pilot.app, f"search-over-{name}")


async def test_it_goes_on_before_ones_eyes_as_runs_end(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, ALONE)
    first, second = searched(store, waits=1)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        assert on_screen(pilot, "do they bring it? 2 queued"), text_of(pilot.app)
        with first.change_state() as state:
            state["launched"] = {"t": 1.0}
        with EventWriter(first.folder / "events.jsonl") as events:
            events.write("epoch", epoch=1, metrics={"val.accuracy": 0.5})
        await until(pilot, lambda: "1/1" in text_of(pilot.app), "the epoch of the run that is waited for")
        steps = len(screen.query_one(SearchTable).rows)
        (first.folder / "run.json").unlink()
        (first.folder / "events.jsonl").unlink()
        finish([Run(first.folder), second])
        await until(pilot, lambda: on_screen(pilot, "so it is among these: dropout", "not queued"), "the next question")
        assert len(screen.query_one(SearchTable).rows) > steps


async def test_what_other_experiments_do_is_no_reason_to_look_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, ALONE)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store)
        await until(pilot, lambda: not screen.looks.is_under_way, "an end of looking")
        screen.rows_changed(store.rows())
        await until(pilot, lambda: not screen.looks.is_under_way, "an end of looking")
        monkeypatch.setattr(screen.looks, "look", lambda: pytest.fail("it looked"))
        add_run(store.root, experiment="other")
        screen.rows_changed(store.rows())
        screen.run_changed(next(row for row in store.rows() if row.experiment == "other"))


async def test_a_search_is_begun_killed_gone_on_with_and_stopped_by_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAND_IN_SECONDS", "60")
    store, errand = measured_store(Path(), monkeypatch, ALONE), errand_of(Path("runs"), ASKED)
    async with Backslide(store).run_test(size=WIDE, notifications=True) as pilot:
        screen = await opened(pilot, store)
        assert on_screen(pilot, "Not begun: s begins.", "baseline, seed 3", "not queued")
        await begin(pilot)
        await until(pilot, lambda: on_screen(pilot, "Searching; x stops it.", str(errand.console)), "the search")
        await until(pilot, lambda: len(screen.chosen_rows()) == 2, "what it has queued")
        killed = errand.about()["pid"]
        os.kill(killed, signal.SIGKILL)
        await until(pilot, lambda: on_screen(pilot, "Not running: s goes on from here"), "its death")
        await begin(pilot)
        await until(pilot, lambda: on_screen(pilot, "Searching; x stops it."), "the search again")
        assert errand.about()["pid"] != killed
        await pilot.press("x")
        await until(pilot, lambda: on_screen(pilot, "Stop the search?"), "the question")
        await pilot.pause()
        await pilot.press("y")
        await until(pilot, lambda: on_screen(pilot, "Stop 2 runs?", "why/tuned/3"), "the question about its runs")
        await pilot.pause()
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen), "the screen")
        await until(pilot, lambda: on_screen(pilot, "Not running", "2 stopped"), "the end of its runs")
    assert not errand.is_under_way()


async def test_a_search_goes_on_when_its_question_is_answered_with_no(monkeypatch: pytest.MonkeyPatch) -> None:
    store, errand = measured_store(Path(), monkeypatch, ALONE), errand_of(Path("runs"), ASKED)
    with errand.taken({"method": "bisect", "share": 0.9}):
        async with Backslide(store).run_test(size=WIDE) as pilot:
            screen = await opened(pilot, store)
            assert on_screen(pilot, f"Process {os.getpid()} does it, and prints into a terminal")
            assert screen.seen is not None
            assert screen.seen.progress.asked.share == 0.9, "it is looked at as it was asked"
            await pilot.press("s")
            assert isinstance(pilot.app.screen, SearchScreen), "there is nothing to begin"
            await pilot.press("x")
            await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
            await pilot.press("n")
            await pilot.pause()
            assert errand.is_under_way()


async def test_another_way_to_try_the_same_changes_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, ALONE)
    with errand_of(Path("runs"), ASKED).taken({"method": "shapley"}):
        async with Backslide(store).run_test(size=NARROW) as pilot:
            await opened(pilot, store)
            assert on_screen(pilot, "in another way (shapley)")


async def test_every_row_is_explained_and_a_run_can_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, TOGETHER)
    searched(store, waits=9)
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store)
        table = screen.query_one(SearchTable)
        assert all(row.about and row.text for row in table.rows)
        await pilot.press("g")
        await until(pilot, lambda: "beyond what chance explains" in screen.query_one(DetailLine).text, "the words")
        await pilot.press("enter")
        assert pilot.app.screen is screen, "no run stands there"
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, Explain), "the explanation")
        await pilot.press("escape")
        await pilot.press("G", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunScreen), "the run")


async def test_what_cannot_be_searched_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, ALONE)
    async with Backslide(store).run_test(size=NARROW, notifications=True) as pilot:
        await pilot.app.push_screen(SearchScreen(store, Asked("why", "baseline", "same")))
        await until(pilot, lambda: on_screen(pilot, "does not differ from why/baseline in any setting"), "the reason")
        await pilot.press("s", "x", "e", "enter", "escape")
        await pilot.app.push_screen(DiffScreen(store, "why/baseline", ("why/tuned/1",)))
        await pilot.press("f")
        await until(pilot, lambda: on_screen(pilot, "with all their seeds"), "the advice")
        assert isinstance(pilot.app.screen, DiffScreen)


async def test_an_earlier_configuration_is_searched_as_any_other(tmp_path: Path) -> None:
    store = make_store(tmp_path / "runs", 4)
    earlier = group_name(next(row for row in store.rows() if row.variant == "tuned"), earlier=True)
    add_run(store.root, variant="tuned", seed=0, created=BEGAN + 1000, config=make_config("tuned", 9))
    async with Backslide(store).run_test(size=WIDE, notifications=True) as pilot:
        screen = DiffScreen(store, "decline/baseline", (earlier,))
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: screen.comparison is not None, "the comparison")
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen), "the search")
        assert isinstance(pilot.app.screen, SearchScreen)
        assert pilot.app.screen.asked == Asked("decline", "baseline", earlier.partition("/")[2])


async def test_of_several_variants_it_is_asked_which_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, ALONE)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.app.push_screen(DiffScreen(store, "why/baseline", ("why/same", "why/tuned")))
        await settled(pilot)
        await pilot.press("f")
        await until(pilot, lambda: on_screen(pilot, "Find out about which?"), "the question")
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen), "the search")
        assert isinstance(pilot.app.screen, SearchScreen)
        assert pilot.app.screen.asked == ASKED


async def test_a_search_can_be_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(Path(), monkeypatch, ALONE)
    searched(store)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the question where to")
        await pilot.press("enter")
        await until(pilot, lambda: Path("search-baseline-tuned.md").exists(), "the file")
    written = Path("search-baseline-tuned.md").read_text()
    assert "Over: dropout does it. With fresh seeds this is confirmed." in written
    assert "tuned-dropout" in written
