"""Home, by its keys: one look in the morning."""

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot

from store.events import EventWriter
from store.files import write_json
from store.status import Status
from store.store import Store
from tests.support.stores import MIXED, add_run, make_store
from tests.tui.home_scene import NOW, opened
from tests.tui.screens import NARROW, WIDE, assert_looks_like, settled, text_of, until
from trainer.launch import claims
from tui.app import Backslide
from tui.home.since import LastLook
from tui.screens import home
from tui.screens.ask import Ask
from tui.screens.diff import DiffScreen
from tui.screens.home import HomeScreen
from tui.screens.run import RunScreen
from tui.screens.runs import RunsScreen
from tui.widgets.filterline import FilterLine


@pytest.fixture(autouse=True)
def machine(still_machine: SimpleNamespace) -> SimpleNamespace:
    return still_machine


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store at `runs` of the working folder, so that pictures of it are alike everywhere."""
    monkeypatch.chdir(tmp_path)
    return make_store(Path("runs"), 16, epochs=6, statuses=MIXED)


def screen_of(pilot: Pilot[Any]) -> HomeScreen:
    screen = pilot.app.screen
    assert isinstance(screen, HomeScreen)
    return screen


async def go_home(pilot: Pilot[Any]) -> HomeScreen:
    await pilot.press("H")
    await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen), "home")
    await until(pilot, lambda: "CPU" in text_of(pilot.app) and "nded" in text_of(pilot.app), "what it tells")
    await settled(pilot)
    return screen_of(pilot)


def keys(pilot: Pilot[Any], section: str) -> list[str]:
    return [line.key for line in screen_of(pilot).table.rows if line.section == section and line.kind == "run"]


def told(pilot: Pilot[Any]) -> list[str]:
    return [one.message for one in pilot.app._notifications]


@pytest.mark.parametrize(("size", "name"), [(NARROW, "home-80x24"), (WIDE, "home-160x45")])
async def test_home_looks_as_it_should(store: Store, size: tuple[int, int], name: str) -> None:
    running = next(row for row in store.rows() if row.status is Status.RUNNING)
    assert claims.take("GPU-1", {"run": running.id, "store": str(store.root.resolve())}) is not None
    async with opened(store).run_test(size=size) as pilot:
        await go_home(pilot)
        assert_looks_like(pilot.app, name)


async def test_the_cursor_starts_on_the_first_run_though_none_is_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    finished = make_store(Path("runs"), 3, epochs=2)
    async with opened(finished).run_test(size=WIDE) as pilot:
        screen = await go_home(pilot)
        assert screen.table.current is not None
        assert screen.table.current.section == "ended"
        assert screen.table.current.rows


async def test_an_empty_store_has_a_home_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(Store(Path("runs"))).run_test(size=NARROW) as pilot:
        await go_home(pilot)
        assert_looks_like(pilot.app, "home-empty-80x24")


async def test_the_same_key_leads_home_and_back_and_never_to_a_second_one(store: Store) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        await go_home(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunScreen), "the run")
        await pilot.press("H")
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen), "home again")
        assert [type(screen) for screen in pilot.app.screen_stack] == [RunsScreen, HomeScreen]
        await pilot.press("H")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the list")
        await go_home(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the list again")


async def test_the_list_says_how_many_have_ended_until_home_was_opened(store: Store) -> None:
    hint = "ended since your last look · H"
    async with opened(store).run_test(size=WIDE) as pilot:
        await until(pilot, lambda: hint in text_of(pilot.app), "the hint")
        await go_home(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the list")
        await until(pilot, lambda: hint not in text_of(pilot.app), "the list without the hint")
    assert LastLook(store.root).look.when == NOW
    app = Backslide(store)
    assert not app.last_look.hint(app.rows)


async def test_closing_the_app_from_home_is_a_look_and_closing_it_elsewhere_is_none(store: Store) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        await pilot.press("q")
    assert LastLook(store.root).look.first
    async with opened(store).run_test(size=WIDE) as pilot:
        await go_home(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunScreen), "the run")
        await pilot.press("q")
    assert LastLook(store.root).look.when == NOW


async def test_what_is_seen_on_home_stays_there_while_one_looks(store: Store) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        screen = await go_home(pilot)
        ended = keys(pilot, "ended")
        add_run(store.root, seed=77, created=NOW - 100)
        await until(pilot, lambda: len(keys(pilot, "ended")) == len(ended) + 1, "the run that has ended meanwhile")
        assert keys(pilot, "ended")[1:] == ended
        assert screen.table.current is not None
        assert screen.table.current.section == "running", "the cursor has not moved"


async def test_a_run_that_ends_moves_to_what_has_ended_and_takes_the_cursor_along(store: Store) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        await go_home(pilot)
        first, *_ = keys(pilot, "running")
        assert screen_of(pilot).table.current_key == first
        with EventWriter(store.root / first / "events.jsonl") as writer:
            writer.write("epoch", epoch=4, metrics={"val.accuracy": 0.7654, "val.loss": 1.0}, seconds=1.0)
            await until(pilot, lambda: "0.7654" in text_of(pilot.app), "the figure")
        write_json(store.root / first / "exit.json", {"status": 1, "signal": None, "ended": time.time() + 10})
        await until(pilot, lambda: first in keys(pilot, "ended"), "the end")
        assert first not in keys(pilot, "running")
        assert screen_of(pilot).table.current_key == first


async def test_more_of_a_section_is_listed_by_a_filter(store: Store) -> None:
    async with opened(store).run_test(size=(80, 20)) as pilot:
        screen = await go_home(pilot)
        ended = next(section for section in screen._sections() if section.name == "ended")
        assert screen.table.go_to("more/ended")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the list")
        await settled(pilot)
        runs = pilot.app.screen
        assert isinstance(runs, RunsScreen)
        assert runs.query_one(FilterLine).value == ended.filter
        assert len(runs.list.shown) == ended.total
        assert runs.table.has_focus


async def test_a_goal_leads_to_the_runs_of_its_variant(store: Store) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        screen = await go_home(pilot)
        goal = next(line for line in screen.table.rows if line.kind == "group" and line.rows[0].variant == "tuned")
        screen.table.go_to(goal.key)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "the list")
        await settled(pilot)
        runs = pilot.app.screen
        assert isinstance(runs, RunsScreen)
        assert {row.variant for row in runs.list.shown} == {"tuned"}


async def test_what_acts_on_runs_acts_on_the_line_under_the_cursor(store: Store) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        screen = await go_home(pilot)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen), "home")
        ended = next(line for line in screen.table.rows if line.section == "ended" and line.rows)
        screen.table.go_to(ended.key)
        await pilot.press("x")
        await until(pilot, lambda: ended.key not in keys(pilot, "ended"), "the list without it")
        await pilot.press("u")
        await until(pilot, lambda: ended.key in keys(pilot, "ended"), "the list with it again")


async def test_on_a_heading_or_a_device_nothing_is_stopped_or_opened_and_each_key_says_so(store: Store) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        screen = await go_home(pilot)
        for key in ("heading/running", "device/cpu"):
            screen.table.go_to(key)
            await pilot.press("s", "d", "enter")
            await settled(pilot)
            assert isinstance(pilot.app.screen, HomeScreen)
        assert told(pilot) == ["put the cursor on a run"] * 6


async def test_a_goal_is_compared_with_its_baseline_by_one_key(store: Store) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        screen = await go_home(pilot)
        goal = next(line for line in screen.table.rows if line.kind == "group" and line.rows[0].variant == "tuned")
        screen.table.go_to(goal.key)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DiffScreen), "the diff")
        await settled(pilot)
        assert isinstance(pilot.app.screen, DiffScreen)
        assert (pilot.app.screen.baseline, pilot.app.screen.tuned) == ("decline/baseline", ("decline/tuned",))


async def test_tab_goes_round_the_first_lines_of_sections_and_the_cursor_passes_gaps(store: Store) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        table = (await go_home(pilot)).table

        async def after(*keys: str) -> tuple[str, str]:
            await pilot.press(*keys)
            assert table.current is not None
            return table.current.section, table.current.kind

        first = table.rows[next(place for place, line in enumerate(table.rows) if line.section == "waiting") + 2]
        assert await after("tab") == ("waiting", "run")
        assert table.current == first
        assert await after("up", "up") == ("running", "run"), "the gap between is passed"
        assert await after("down", "down") == ("waiting", "run")
        assert await after("shift+tab") == ("running", "run")
        assert await after("shift+tab") == ("goals", "group"), "round and round"
        assert await after("tab") == ("running", "run")


async def test_the_cursor_does_not_stand_on_a_gap_once_its_line_has_gone(store: Store) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        screen = await go_home(pilot)
        *_, last = keys(pilot, "running")
        screen.table.go_to(last)
        screen.rows_changed([row for row in store.rows() if row.id != last])
        await until(pilot, lambda: last not in keys(pilot, "running"), "that it is gone")
        assert screen.table.current is not None
        assert (screen.table.current.section, screen.table.current.kind) == ("running", "run")


async def test_the_machine_is_looked_at_while_home_is_in_front_only(
    store: Store, machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "SAMPLED", 0.05)
    looks: list[int] = []
    begun = machine.nvmlInit
    monkeypatch.setattr(machine, "nvmlInit", lambda: (looks.append(1), begun()))
    async with opened(store).run_test(size=WIDE) as pilot:
        await go_home(pilot)
        await until(pilot, lambda: len(looks) > 3, "further looks")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunScreen), "the run")
        await settled(pilot)
        before = len(looks)
        await pilot.pause(0.5)
        assert len(looks) == before


async def test_a_load_that_changes_moves_nothing_else(store: Store, machine: SimpleNamespace) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        screen = await go_home(pilot)
        screen.table.go_to("device/GPU-1")
        machine.nvmlDeviceGetUtilizationRates = lambda _: SimpleNamespace(gpu=13)
        await until(pilot, lambda: " 13%" in text_of(pilot.app), "the load")
        assert screen.table.current_key == "device/GPU-1"


async def test_ages_are_told_anew(store: Store) -> None:
    async with opened(store).run_test(size=WIDE) as pilot:
        screen = await go_home(pilot)
        assert "7 h ago" in text_of(pilot.app)
        screen._last.clock = lambda: NOW + 3600 * 50
        screen._age()
        await until(pilot, lambda: "7 h ago" not in text_of(pilot.app), "later ages")
        assert "2 d ago" in text_of(pilot.app)
