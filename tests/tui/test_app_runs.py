"""The runs screen, by its keys."""

import errno
import time
from pathlib import Path

import pytest

from store.annotations import set_note
from store.events import EventWriter
from store.files import write_json
from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store
from tests.tui.runs_scene import screen_of, titles
from tests.tui.screens import NARROW, WIDE, assert_looks_like, settled, text_of, until
from tui.app import Backslide
from tui.screens.ask import Ask
from tui.screens.control import named
from tui.screens.diff import DiffScreen
from tui.screens.launch import LaunchScreen
from tui.screens.run import RunScreen
from tui.screens.runs import RunsScreen
from tui.widgets.detail import DetailLine
from tui.widgets.filterline import FilterLine
from tui.widgets.runtable import RunTable


@pytest.mark.parametrize(("size", "name"), [(NARROW, "runs-80x24"), (WIDE, "runs-160x45")])
async def test_the_list_looks_as_it_should(store: Store, size: tuple[int, int], name: str) -> None:
    async with Backslide(store).run_test(size=size) as pilot:
        await pilot.press("z", "down")
        await pilot.pause()
        assert_looks_like(pilot.app, name)


async def test_an_empty_store_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with Backslide(Store(Path("runs"))).run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert_looks_like(pilot.app, "runs-empty-80x24")
        for key in ("enter", "space", "d", "s", "x", "left"):
            await pilot.press(key)
        await pilot.pause()
        assert isinstance(pilot.app.screen, RunsScreen)


async def test_enter_folds_groups_and_opens_runs(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        assert titles(pilot) == ["decline", "baseline", "tuned", "remedy", "no-mixup"]
        await pilot.press("down", "enter")
        assert titles(pilot) == ["decline", "baseline", "seed 0", "seed 1", "tuned", "remedy", "no-mixup"]
        await pilot.press("down", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, RunScreen)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("left", "left")
        assert titles(pilot) == ["decline", "baseline", "tuned", "remedy", "no-mixup"]
        await pilot.press("right")
        assert len(titles(pilot)) == 7


async def test_a_filter_is_applied_while_it_is_typed_and_cleared_by_escape(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("slash")
        await pilot.pause()
        for key in ("v", "a", "r", "i", "a", "n", "t", "colon", "t", "u", "n", "e", "d"):
            await pilot.press(key)
        await until(pilot, lambda: titles(pilot) == ["decline", "tuned"])
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.focused is screen_of(pilot).table
        assert "2 of 8 runs match" in text_of(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: len(titles(pilot)) == 5)
        assert not screen_of(pilot).query(FilterLine)


async def test_a_filter_reaches_settings(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("slash")
        await pilot.pause()
        screen_of(pilot).query_one(FilterLine).value = "regularizers.dropout.rate>0.5"
        await until(pilot, lambda: titles(pilot) == ["decline", "tuned"])


async def test_a_filter_that_makes_no_sense_is_told_and_hides_nothing(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("slash")
        await pilot.pause()
        screen_of(pilot).query_one(FilterLine).value = "nothing-like-it"
        await until(pilot, lambda: not titles(pilot))
        screen_of(pilot).query_one(FilterLine).value = 'note:"open'
        detail = screen_of(pilot).query_one(DetailLine)
        await until(pilot, lambda: "quote" in detail.text)
        assert len(titles(pilot)) == 5
        screen_of(pilot).query_one(FilterLine).value = "lr>0.2"
        await until(pilot, lambda: detail.size.height > 1, "the whole of a long message")
        assert " ".join(detail.text.split()) in " ".join(text_of(pilot.app).split())


async def test_marks_are_counted_and_taken_away(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("down", "space", "space")
        await pilot.pause()
        assert [line.title for line in screen_of(pilot).chosen()] == ["baseline", "tuned"]
        assert "2 marked" in text_of(pilot.app)
        await pilot.press("escape")
        assert not screen_of(pilot).table.marked


async def test_a_mark_goes_with_what_was_marked(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("down", "space", "space")
        await until(pilot, lambda: "2 marked" in text_of(pilot.app), "the marks")
        Store(store.root).remove([row.id for row in store.rows() if row.variant == "tuned"])
        await until(pilot, lambda: "tuned" not in titles(pilot), "the removal")
        assert "1 marked" in text_of(pilot.app)
        assert [line.title for line in screen_of(pilot).chosen()] == ["baseline"]


async def test_removing_leaves_what_has_not_ended_and_one_key_brings_the_rest_back(store: Store) -> None:
    before = {row.id: row.status for row in store.rows()}
    async with Backslide(store).run_test() as pilot:
        await pilot.press("x")
        await settled(pilot)
        await until(pilot, lambda: len(screen_of(pilot).list.rows) == 2, "the removal")
        assert {before[id_] for id_ in screen_of(pilot).list.rows} == {Status.RUNNING, Status.QUEUED}
        assert [one.message for one in pilot.app._notifications] == [
            "2 runs not ended yet: stop first, then remove",
            "moved 6 runs to the trash · u brings them back",
        ]
        await pilot.press("u")
        await settled(pilot)
        await until(pilot, lambda: len(screen_of(pilot).list.rows) == 8, "the runs")
        assert {row.id: row.status for row in Store(store.root).rows()} == before


async def test_where_other_runs_need_the_weights_removing_asks_first(tmp_path: Path) -> None:
    source = add_run(tmp_path / "runs", variant="source")
    add_run(tmp_path / "runs", variant="tuned", needs=[source.id], created=2e9)
    store = Store(tmp_path / "runs")
    async with Backslide(store).run_test() as pilot:
        table = screen_of(pilot).table
        table.go_to(next(line.key for line in table.rows if line.title == "source"))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        assert "1 other run took weights from there: decline/tuned/0" in pilot.app.screen.explanation
        await pilot.press("n")
        await settled(pilot)
        assert len(store.rows()) == 2


async def test_stopping_asks_and_then_the_run_says_that_it_stops(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Ask)
        assert "2 runs" in pilot.app.screen.question
        await pilot.press("y")
        await settled(pilot)

        def statuses() -> set[Status]:
            return {row.status for row in screen_of(pilot).list.rows.values()}

        await until(pilot, lambda: Status.STOPPING in statuses() and Status.QUEUED not in statuses(), "stopping")


async def test_the_question_tells_which_runs_will_never_begin(tmp_path: Path) -> None:
    source = add_run(tmp_path / "runs", variant="source", status=Status.RUNNING)
    add_run(tmp_path / "runs", variant="tuned", status=Status.QUEUED, needs=[source.id], created=2e9)
    async with Backslide(Store(tmp_path / "runs")).run_test() as pilot:
        await pilot.press("down", "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask), "the question")
        assert "1 run that would start from there will be skipped: decline/tuned/0" in pilot.app.screen.explanation


async def test_a_question_tells_runs_of_earlier_settings_by_their_hash(tmp_path: Path) -> None:
    old = add_run(tmp_path / "runs", variant="source", created=1e9, status=Status.FINISHED)
    add_run(tmp_path / "runs", variant="source", created=2e9, epochs=3, status=Status.RUNNING)
    rows = Store(tmp_path / "runs").rows()
    assert named(rows, rows) == f"decline/source@{old.record['config_hash'][:6]}/0, decline/source/0"


async def test_what_the_system_refuses_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", "runs/queue.lock")

    monkeypatch.setattr("store.store.Store.remove", refuse)
    monkeypatch.setattr("trainer.launch.stop.request_stop", refuse)
    async with Backslide(store).run_test() as pilot:
        for keys in (("s", "y"), ("x",)):
            await pilot.press(*keys)
            await settled(pilot)
            told = [one.message for one in pilot.app._notifications]
            assert told[-1] == "runs/queue.lock: read-only file system"
        assert isinstance(pilot.app.screen, RunsScreen)


async def test_what_has_ended_cannot_be_stopped(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("down", "enter", "down", "s")
        await pilot.pause()
        assert isinstance(pilot.app.screen, RunsScreen)


async def test_a_figure_comes_on_screen_while_a_run_goes_on(store: Store) -> None:
    running = next(row for row in store.rows() if row.status is Status.RUNNING)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("z")
        with EventWriter(store.root / running.id / "events.jsonl") as writer:
            writer.write("epoch", epoch=5, metrics={"val.accuracy": 0.7654, "val.loss": 1.0}, seconds=1.0)
            begun = time.monotonic()
            await until(pilot, lambda: "0.7654" in text_of(pilot.app), "the figure")
        assert time.monotonic() - begun < 5
        write_json(store.root / running.id / "exit.json", {"status": 1, "signal": None, "ended": time.time() + 10})
        await until(pilot, lambda: "failed" in str(screen_of(pilot).list.rows[running.id].status), "the end")


async def test_a_run_that_is_queued_elsewhere_appears_and_the_cursor_stays_where_it_is(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        await pilot.press("down", "down")
        table = screen_of(pilot).query_one(RunTable)
        assert table.current is not None
        assert table.current.title == "tuned"
        add_run(store.root, experiment="another", created=time.time())
        await until(pilot, lambda: "another" in titles(pilot), "the new run")
        assert table.current.title == "tuned"


async def test_names_are_shown_as_they_are(tmp_path: Path) -> None:
    add_run(tmp_path / "runs", experiment="[red]x[/]\x1b[2J", variant="a\u202eb")
    async with Backslide(Store(tmp_path / "runs")).run_test() as pilot:
        await pilot.pause()
        assert "[red]x[/]␛[2J" in text_of(pilot.app)
        assert "a\\u202eb" in text_of(pilot.app)


async def test_one_key_leads_from_a_line_to_its_diff_against_the_baseline(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("down", "down", "d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DiffScreen), "the diff")
        await settled(pilot)
        assert isinstance(pilot.app.screen, DiffScreen)
        assert (pilot.app.screen.baseline, pilot.app.screen.tuned) == ("decline/baseline", ("decline/tuned",))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RunsScreen), "going back")


async def test_a_single_variant_has_no_diff_and_that_is_told(tmp_path: Path) -> None:
    make_store(tmp_path / "runs", 1)
    async with Backslide(Store(tmp_path / "runs")).run_test() as pilot:
        await pilot.press("d")
        await pilot.pause()
        assert isinstance(pilot.app.screen, RunsScreen)
        assert any("only one variant" in one.message for one in pilot.app._notifications)


async def test_n_opens_the_launch_screen(store: Store) -> None:
    async with Backslide(store).run_test(size=WIDE) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: any(isinstance(one, LaunchScreen) for one in pilot.app.screen_stack), "the launch")


async def test_a_run_whose_folder_is_gone_is_told_not_crashed_on(store: Store) -> None:
    async with Backslide(store).run_test() as pilot:
        screen_of(pilot).open_run("2020-01-01-aaaaaaa")
        await pilot.pause()
        assert isinstance(pilot.app.screen, RunsScreen)
        assert any("there is no run" in one.message for one in pilot.app._notifications)


async def test_a_long_note_is_read_whole_where_the_row_explains_itself(tmp_path: Path) -> None:
    store, note = Store(tmp_path / "runs"), "it fell at once " * 20
    run = add_run(store.root)
    set_note(store, [run.id], note)
    async with Backslide(store).run_test(size=WIDE) as pilot:
        screen_of(pilot).point_at(run.id)
        assert note.strip() not in screen_of(pilot).query_one(DetailLine).text
        assert note.strip() in screen_of(pilot).explanation()[1]
