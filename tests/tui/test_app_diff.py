"""The diff screen, by its keys."""

import shutil
from copy import deepcopy
from pathlib import Path

import pytest

from store.events import EventWriter
from store.store import Store
from tests.support.stores import add_run, make_config
from tests.tui.diff_scene import compared_store, opened, redrawn
from tests.tui.screens import NARROW, WIDE, assert_looks_like, settled, text_of, until
from tui.app import Backslide
from tui.comparing.comparison import Comparer
from tui.screens.diff import DiffScreen
from tui.screens.explain import Explain
from tui.screens.export import ExportScreen
from tui.widgets.detail import DetailLine
from tui.widgets.diffcolumns import columns_of
from tui.widgets.difftable import DiffTable, rows_of


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    return compared_store(tmp_path, monkeypatch)


def keys_of(screen: DiffScreen) -> set[str]:
    return {row.key for row in screen.query_one(DiffTable).rows}


@pytest.mark.parametrize(("size", "name"), [(NARROW, "80x24"), (WIDE, "160x45")])
async def test_a_diff_looks_as_it_should(store: Store, size: tuple[int, int], name: str) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        await opened(pilot, store, "tuned")
        assert_looks_like(pilot.app, f"diff-{name}")
        await redrawn(pilot, "c")
        assert_looks_like(pilot.app, f"diff-curves-{name}")
        await redrawn(pilot, "S", "X", "Y")
        assert_looks_like(pilot.app, f"diff-curves-seen-{name}")


async def test_only_what_differs_is_shown_until_a_key_shows_all(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        few = keys_of(screen)
        assert "settings/regularizers.dropout.rate" in few
        assert "settings/regularizers.weight_decay.amount" not in few
        screen.query_one(DiffTable).go_to("settings/optimizer.lr")
        await pilot.press("a")
        every = keys_of(screen)
        assert {"settings/regularizers.weight_decay.amount", "settings/regularizers.ema.decay"} <= every
        assert few < every
        assert screen.query_one(DiffTable).current_key == "settings/optimizer.lr", "the cursor stays on its row"
        await pilot.press("a")
        assert keys_of(screen) == few


async def test_several_variants_are_compared_and_columns_move_aside_while_the_baseline_stays(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "tuned", "remedy", "no-mixup")
        assert "Δ no-mixup" not in text_of(pilot.app)
        assert "worse" in text_of(pilot.app), "the verdict of the first variant is on screen, however many there are"
        for _ in range(6):
            await pilot.press("right")
        await pilot.pause()
        shown = text_of(pilot.app)
        for stays in ("dropout.rate", "baseline  ", "0.954 ± 0.006"):
            assert stays in shown
        assert "Δ no-mixup" in shown
        assert "0.821 ± 0.005" not in shown
        assert "◂ +6" in shown
        await pilot.press("right", "right")
        assert screen.query_one(DiffTable).first_column == len(screen.query_one(DiffTable).columns) - 1
        for _ in range(12):
            await pilot.press("left")
        await pilot.pause()
        assert "0.821 ± 0.005" in text_of(pilot.app)
        assert "◂" not in text_of(pilot.app)


async def test_the_setting_under_the_cursor_is_explained(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        table, detail = screen.query_one(DiffTable), screen.query_one(DetailLine)
        table.go_to("settings/regularizers.dropout.rate")
        await until(pilot, lambda: "Probability with which a value is switched off" in detail.text, "the help")
        table.go_to("metrics/test.accuracy")
        await until(pilot, lambda: "standard deviation over seeds" in detail.text, "how it was measured")


async def test_a_key_opens_the_whole_explanation_of_a_figure(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "tuned")
        screen.query_one(DiffTable).go_to("metrics/test.accuracy")
        last_words = screen.query_one(DiffTable).rows[-1].table.notes[-1][-20:]
        await until(pilot, lambda: "… i: more" in text_of(pilot.app), "a cut explanation")
        assert last_words not in text_of(pilot.app)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, Explain), "the explanation")
        await pilot.press("pagedown")
        await pilot.pause()
        assert last_words in " ".join(text_of(pilot.app).replace("│", " ").split())


async def test_doubts_leave_the_table_its_room_and_say_that_there_are_more(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "tuned")
        screen._doubt([f"doubt {number} is told" for number in range(9)])
        await pilot.pause()
        shown = text_of(pilot.app)
        assert "! doubt 2 is told" in shown
        assert "doubt 3" not in shown
        assert "… 6 more lines; e shows them all" in shown


async def test_a_seed_that_is_added_is_taken_in(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        add_run(store.root, variant="tuned", seed=7, config=store.find("decline/tuned/0").record["config"])
        store.reindex()
        await until(pilot, lambda: screen.comparison and len(screen.comparison.run_ids) == 7, "the new seed")


async def test_runs_that_are_not_there_are_told_and_not_a_crash(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = DiffScreen(store, "decline/baseline", ("decline/nothing",))
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: "nothing" in screen.query_one(DetailLine).text, "the problem")
        await pilot.press("a", "m", "e", "c", "S", "X", "Y")
        await settled(pilot)
        assert pilot.app.screen is screen


async def test_what_is_on_screen_is_exported(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the export")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen, "the diff")
        written = Path("diff-baseline-tuned.md").read_text()
        assert "| dropout.rate" in written
        assert "weight_decay" not in written
        assert pilot.app.clipboard == written
        Path("diff-baseline-tuned.md").unlink()
        await pilot.press("a", "e", "enter")
        await until(pilot, lambda: Path("diff-baseline-tuned.md").exists(), "the second file")
        assert "weight_decay" in Path("diff-baseline-tuned.md").read_text()


async def test_keys_jump_from_one_setting_that_differs_to_the_next_and_round_the_ends(store: Store) -> None:
    places = ["regularizers.dropout.rate", "regularizers.label_smoothing.amount", "optimizer.lr"]
    differing = [f"settings/{path}" for path in places]
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        table = screen.query_one(DiffTable)
        for key in ("a", ""):
            await pilot.press(*filter(None, [key]))
            table.go_to("metrics/test.accuracy")
            await pilot.press("right_square_bracket")
            assert table.current_key == differing[0], "from the figures on, round the end"
            seen = []
            for _ in range(3):
                await pilot.press("left_square_bracket")
                seen.append(table.current_key)
            assert seen[0] == differing[2]
            assert set(differing) <= {*seen}


async def test_rows_are_filtered_by_path_group_and_help_while_it_is_typed(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        table = screen.query_one(DiffTable)
        every = keys_of(screen)
        for words, key in (
            ("optim", "settings/optimizer.lr"),
            ("Targets", "settings/regularizers.label_smoothing.amount"),
            ("probability switched", "settings/regularizers.dropout.rate"),
        ):
            await pilot.press("slash", *("space" if char == " " else char for char in words))
            await pilot.pause()
            assert [row.key for row in table.rows if not row.heading] == [key]
            assert table.current_key == key
            explained = screen.query_one(DetailLine).text
            assert explained.startswith(f"{key.partition('/')[2]}: "), "what has the cursor is explained"
            await pilot.press("escape")
            await pilot.pause()
            assert keys_of(screen) == every
            assert table.current_key == key, "the cursor stays on its setting"
        assert pilot.app.screen is screen


async def test_a_kept_filter_goes_with_escape_and_the_screen_with_the_next(store: Store) -> None:
    async with Backslide(store).run_test(size=NARROW) as pilot:
        screen = await opened(pilot, store, "tuned")
        await pilot.press("slash", "x", "y", "z", "enter")
        await pilot.pause()
        assert "nothing matches the filter; esc clears it" in text_of(pilot.app)
        assert "xyz" in text_of(pilot.app)
        await pilot.press("a")
        await pilot.pause()
        assert "nothing matches" in text_of(pilot.app), "the filter holds for all rows as well"
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert "xyz" not in text_of(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is not screen


async def test_a_key_goes_from_the_selected_weights_to_best_last_and_the_same_epoch(store: Store) -> None:
    add_run(store.root, variant="short", epochs=5)
    store.reindex()
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "short")
        for told in ("the best weights", "the last weights", "epoch 5", "the selected weights"):
            await pilot.press("v")
            await until(pilot, lambda told=told: told in text_of(pilot.app).splitlines()[0], told)  # type: ignore[misc]
            assert ("metrics/test.accuracy" in keys_of(screen)) is not told.startswith("epoch")


async def test_a_setting_without_effect_says_so_on_its_row(store: Store) -> None:
    run = store.find("decline/tuned/0")
    with EventWriter(run.folder / "events.jsonl") as events:
        events.write("warning", setting="optimizer.lr", text="changes nothing: so it was made up")
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await opened(pilot, store, "tuned")
        row = next(line for line in text_of(pilot.app).splitlines() if line.startswith("    optimizer.lr"))
        assert "0.003 (set, no effect in 1 of 3)" in row


async def test_the_detail_tells_unit_bounds_default_and_the_values(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, store, "tuned")
        screen.query_one(DiffTable).go_to("settings/optimizer.lr")
        await until(pilot, lambda: "default 0.001" in screen.query_one(DetailLine).text, "the default")
        assert "baseline 0.001; tuned 0.003, ×3" in screen.query_one(DetailLine).text
        await pilot.press("a")
        screen.query_one(DiffTable).go_to("settings/training.batch_size")
        await until(pilot, lambda: "in examples; ≥ 1" in screen.query_one(DetailLine).text, "unit and bounds")


async def test_names_that_are_not_safe_in_a_file_name_are_made_so(store: Store) -> None:
    for run in store.find_group("decline/tuned"):
        shutil.rmtree(run.folder)
    for seed in range(2):
        add_run(store.root, variant="../é\x1b[31m x", seed=seed)
    store.reindex()
    name = store.rows()[-1].id
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen = DiffScreen(store, "decline/baseline", (name,))
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: screen.comparison is not None, "the comparison")
        assert "\x1b" not in text_of(pilot.app)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen), "the export")
        assert isinstance(pilot.app.screen, ExportScreen)
        assert "/" not in str(pilot.app.screen.suggested)
        assert "\x1b" not in str(pilot.app.screen.suggested)


def test_where_room_is_short_names_and_verdicts_are_cut_before_a_column_leaves_the_screen(store: Store) -> None:
    found = Comparer(store.root, ["decline/baseline", "decline/tuned"]).compare().shown(everything=True)
    rows = list(rows_of(found))
    whole = {column.key: column.width for column in columns_of(found, rows, 200) if column.key != "tuned.p"}
    others = sum(width + 1 for key, width in whole.items() if key not in {"", "tuned.verdict"})
    for room, verdict in ((27, 7), (26, 6)):
        cut = {column.key: column.width for column in columns_of(found, rows, others + room)}
        assert cut.keys() == whole.keys()
        assert (cut[""], cut["tuned.verdict"]) == (19, verdict)
    moved = {column.key: column.width for column in columns_of(found, rows, others + 25)}
    assert moved["tuned.verdict"] == whole["tuned.verdict"], "else columns move aside, whole"


async def test_long_values_leave_room_for_those_of_a_variant_on_a_small_screen(tmp_path: Path) -> None:
    config = make_config()
    for variant, classes in (("baseline", "56789"), ("tuned", "01234")):
        config["data"]["classes"] = list(classes)
        add_run(tmp_path / "runs", variant=variant, config=deepcopy(config))
    async with Backslide(Store(tmp_path / "runs")).run_test(size=NARROW) as pilot:
        await opened(pilot, Store(tmp_path / "runs"), "tuned")
        shown = text_of(pilot.app)
        heads = next(line for line in shown.splitlines() if "Setting or figure" in line)
        assert "baseline" in heads
        assert "tuned" in heads
        row = next(line for line in shown.splitlines() if "data.classes " in line)
        assert '"5", "6"' in row
        assert '"0", "1"' in row
