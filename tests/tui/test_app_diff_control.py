"""What the diff screen queues, by its keys: a setting tried by itself, more seeds."""

from pathlib import Path

import pytest

from store.store import Store
from tests.support.experiments import QUICK
from tests.support.stores import make_store
from tests.trainer.launch.scene import over, use_stand_ins, wait_until
from tests.trainer.launch.stand_in import LAW
from tests.tui.diff_scene import opened
from tests.tui.screens import WIDE, text_of, until
from trainer.launch.dispatcher import ensure_dispatcher, is_alive
from trainer.launch.queue import queue_runs
from trainer.plan.experiment import load_experiment
from trainer.plan.runs import plan_runs
from tui.app import Backslide
from tui.screens.diff import DiffScreen
from tui.screens.remedies import RemediesScreen
from tui.screens.search import SearchScreen
from tui.widgets.difftable import DiffTable

WHY = f"seeds = 2\n{QUICK}"


@pytest.mark.parametrize(("key", "variant"), [("b", "baseline"), ("B", "tuned")])
async def test_a_key_queues_what_the_setting_under_the_cursor_does_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, variant: str
) -> None:
    use_stand_ins(monkeypatch, tmp_path)
    (tmp_path / "why.toml").write_text(WHY)
    store = Store(tmp_path / "runs")
    queue_runs(store, plan_runs(load_experiment(tmp_path / "why.toml"), ["tuned"]))
    queue_runs(store, plan_runs(load_experiment(tmp_path / "why.toml"), ["baseline"], [7]))
    async with Backslide(store).run_test(size=WIDE, notifications=True) as pilot:
        screen = DiffScreen(store, "why/baseline", ("why/tuned",))
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: screen.comparison is not None, "the comparison")
        screen.query_one(DiffTable).go_to("settings/optimizer.lr")
        await pilot.press(key)
        await until(pilot, lambda: "2 runs, one a seed" in text_of(pilot.app), "the question")
        assert len(store.rows()) == 3
        await pilot.pause()
        await pilot.press("y")
        await until(pilot, lambda: "2 runs of " in text_of(pilot.app), "what was queued")
    assert sorted(row.seed for row in store.rows() if row.variant == variant) == [1, 2, *([7] * (key == "b"))]
    wait_until(lambda: not is_alive(store.root))


async def test_where_nothing_differs_there_is_nothing_to_put_back(tmp_path: Path) -> None:
    store = make_store(tmp_path / "runs", 12, epochs=8)
    async with Backslide(store).run_test(size=WIDE, notifications=True) as pilot:
        screen = await opened(pilot, store, "tuned")
        screen.query_one(DiffTable).go_to("metrics/test.accuracy")
        await pilot.press("b")
        await until(pilot, lambda: "put the cursor on a setting" in text_of(pilot.app), "the advice")


@pytest.mark.parametrize(("key", "opened_by_it"), [("r", RemediesScreen), ("f", SearchScreen)])
async def test_what_is_typed_at_once_after_a_key_that_leads_on_is_for_the_screen_that_it_leads_to(
    tmp_path: Path, key: str, opened_by_it: type[object]
) -> None:
    store = make_store(tmp_path / "runs", 12, epochs=8)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        pilot.app.simulate_key(key)
        pilot.app.simulate_key("escape")
        await pilot.pause()
        assert pilot.app.screen is screen
        pilot.app.simulate_key(key)
        pilot.app.simulate_key("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, opened_by_it), "the screen")
        assert not screen.everything


async def test_a_key_queues_the_seeds_that_would_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_stand_ins(monkeypatch, tmp_path)
    monkeypatch.setenv(LAW, "{}")
    (tmp_path / "why.toml").write_text(WHY)
    store = Store(tmp_path / "runs")
    runs = queue_runs(store, plan_runs(load_experiment(tmp_path / "why.toml"), seeds=[1])).runs
    ensure_dispatcher(store)
    wait_until(lambda: over(runs))
    async with Backslide(store).run_test(size=WIDE, notifications=True) as pilot:
        screen = DiffScreen(store, "why/baseline", ("why/tuned",))
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: screen.comparison is not None, "the comparison")
        await pilot.press("n")
        await until(pilot, lambda: "more seeds would tell of" in text_of(pilot.app), "the advice")
        screen.query_one(DiffTable).go_to("metrics/test.accuracy")
        await pilot.press("n")
        await until(pilot, lambda: "Run each with 3 seeds?" in text_of(pilot.app), "the question")
        await pilot.pause()
        await pilot.press("y")
        await until(pilot, lambda: "4 runs queued" in text_of(pilot.app), "the answer")
    wait_until(lambda: not is_alive(store.root))
