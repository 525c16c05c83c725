"""Which variants a diff compares, by its keys: chosen, ordered, pinned, taken away, made the baseline."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from store.store import Store
from tests.support.stores import add_run, make_store
from tests.tui.diff_scene import compared_store, opened, press
from tests.tui.screens import NARROW, WIDE, assert_looks_like, settled, text_of, until
from tui.app import Backslide
from tui.screens.diff import DiffScreen
from tui.screens.pick import PickScreen
from tui.widgets.difftable import DiffTable
from tui.widgets.plot import Plot

SIZES = pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    return compared_store(tmp_path, monkeypatch)


def compared(screen: DiffScreen) -> list[str]:
    assert screen.comparison is not None
    assert screen.comparison.names == (screen.baseline, *screen.tuned)
    return [*screen.comparison.labels]


def header(pilot: Pilot[Any]) -> list[str]:
    return next(line for line in text_of(pilot.app).splitlines() if "Setting or figure" in line).split()


@SIZES
async def test_the_chooser_of_variants_looks_as_it_should(store: Store, size: tuple[int, int], name: str) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        await opened(pilot, store, "tuned", "remedy")
        await press(pilot, "C")
        assert_looks_like(pilot.app, f"variants-{name}")


@SIZES
async def test_pinned_columns_look_as_they_should(store: Store, size: tuple[int, int], name: str) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        await opened(pilot, store, "tuned", "remedy", "no-mixup")
        await press(pilot, "P", "enter", "right", "right", "right")
        assert_looks_like(pilot.app, f"diff-pinned-{name}")


async def test_variants_are_brought_in_moved_and_taken_away_in_the_chooser(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned", "remedy")
        await press(
            pilot, "C", *"mixup", "space", *["backspace"] * 5, "down", "down", "down", "less_than_sign", "enter"
        )
        assert compared(screen) == ["baseline", "tuned", "no-mixup", "remedy"]
        assert screen.query_one(Plot).chart.curves[2].label == "no-mixup"
        await press(pilot, "C", "down", "space", "enter")
        assert compared(screen) == ["baseline", "no-mixup", "remedy"]
        await press(pilot, "C", "down", "space", "down", "space", "escape")
        assert compared(screen) == ["baseline", "no-mixup", "remedy"], "escape changes nothing"


async def test_the_baseline_stays_first_and_one_variant_stays_beside_it(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE, notifications=True) as pilot:
        screen = await opened(pilot, store, "tuned", "remedy")
        await press(pilot, "C", "space", "greater_than_sign")
        assert "the baseline stays" in text_of(pilot.app)
        await press(pilot, "down", "less_than_sign", "enter")
        assert compared(screen) == ["baseline", "tuned", "remedy"]
        await press(pilot, "x", "enter")
        assert compared(screen) == ["baseline", "remedy"]
        await press(pilot, "x")
        assert "one variant at least" in text_of(pilot.app)
        assert compared(screen) == ["baseline", "remedy"]


async def test_a_variant_of_another_experiment_and_a_single_run_come_in_by_their_names(store: Store) -> None:
    add_run(store.root, experiment="other", variant="lone")
    store.reindex()
    run = store.find("decline/remedy/1").id
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        await press(pilot, "C", *"lone", "space", *["backspace"] * 4)
        await press(pilot, *("minus" if char == "-" else char for char in run), "space", "enter")
        assert screen.tuned == ("decline/tuned", "other/lone", run)
        assert compared(screen)[2:] == ["other/lone", "decline/remedy/1"]


async def test_baseline_and_variant_change_places_and_again_back(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        screen.query_one(DiffTable).go_to("metrics/test.accuracy")
        await press(pilot, "equals_sign")
        shown = text_of(pilot.app)
        assert "diff: tuned against baseline" in shown
        assert "+0.133 ± 0.005 better" in shown
        assert "×0.333" in shown
        assert [curve.label for curve in screen.query_one(Plot).chart.curves] == ["tuned", "baseline"]
        assert screen.query_one(DiffTable).current_key == "metrics/test.accuracy", "the cursor stays on its row"
        await press(pilot, "equals_sign")
        shown = text_of(pilot.app)
        assert "diff: baseline against tuned" in shown
        assert "0.133 ± 0.005 worse" in shown


async def test_of_several_it_is_asked_which_becomes_the_baseline_and_the_old_one_takes_its_place(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned", "remedy")
        await press(pilot, "equals_sign", *"rem", "enter")
        assert compared(screen) == ["remedy", "tuned", "baseline"]
        await press(pilot, "equals_sign", "escape")
        assert compared(screen) == ["remedy", "tuned", "baseline"]


async def test_a_pinned_variant_stays_beside_the_baseline_while_others_move(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned", "remedy", "no-mixup")
        await press(pilot, "P", *"remedy", "enter")
        assert compared(screen) == ["baseline", "remedy", "tuned", "no-mixup"]
        await press(pilot, "right", "right", "right")
        assert header(pilot)[3:10] == ["baseline", "◆", "remedy", "Δ", "remedy", "verdict", "no-mixup"]
        await press(pilot, "equals_sign")
        assert isinstance(pilot.app.screen, PickScreen)
        current = pilot.app.screen.table.current
        assert current is not None
        assert current.key == "no-mixup", "the first that is offered is the one at the left"
        await press(pilot, "escape", "P", *"remedy", "enter")
        assert "◆" not in text_of(pilot.app)
        await press(pilot, *["right"] * 6)
        assert "remedy" not in header(pilot)


async def test_what_is_pinned_moves_as_well_where_it_would_leave_others_no_room(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        await opened(pilot, store, "tuned", "remedy")
        await press(pilot, "P", "enter")
        assert header(pilot)[3:8] == ["baseline", "◆", "tuned", "Δ", "tuned"]
        await press(pilot, "right", "right")
        assert header(pilot)[3:7] == ["baseline", "◆", "tuned", "remedy"]


async def test_choice_order_pins_and_moved_columns_are_kept_while_runs_come(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "tuned", "remedy", "no-mixup")
        await press(pilot, "P", *"no-", "enter", "right", "right", "right")
        before = header(pilot)
        assert screen.comparison is not None
        known = len(screen.comparison.run_ids)
        add_run(store.root, variant="tuned", seed=7, config=store.find("decline/tuned/0").record["config"])
        store.reindex()
        await until(pilot, lambda: screen.comparison and len(screen.comparison.run_ids) == known + 1, "the new seed")
        assert compared(screen) == ["baseline", "no-mixup", "tuned", "remedy"]
        assert header(pilot)[:6] == before[:6]


async def test_a_setting_is_put_back_in_the_variant_that_is_chosen_of_those_that_changed_it(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned", "remedy", "no-mixup")
        screen.query_one(DiffTable).go_to("settings/optimizer.lr")
        await press(pilot, "b")
        picking = pilot.app.screen
        assert isinstance(picking, PickScreen)
        assert picking.question == "Put optimizer.lr back in which?"
        assert [choice.key for choice in picking.choices] == ["tuned", "remedy"]


async def test_more_seeds_are_asked_for_the_variant_that_is_chosen(tmp_path: Path) -> None:
    store = make_store(tmp_path / "runs", 4)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned", "remedy")
        screen.query_one(DiffTable).go_to("metrics/test.accuracy")
        await press(pilot, "n")
        assert "More seeds of which?" in text_of(pilot.app)
        await press(pilot, *"rem", "enter")
        shown = text_of(pilot.app)
        assert "Run each with 3 seeds?" in shown
        assert "decline/baseline and decline/remedy" in shown


async def test_keys_that_come_while_groups_are_read_count_as_well(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        await pilot.press("equals_sign", "equals_sign", "equals_sign")
        await until(pilot, lambda: "diff: tuned against baseline" in text_of(pilot.app), "the last of three")
        await settled(pilot)
        assert compared(screen) == ["tuned", "baseline"]
        assert "0.133 ± 0.005 better" in text_of(pilot.app)
