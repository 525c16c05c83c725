"""Which runs are ready, and what becomes of those that never will be."""

import shutil
import time
from collections.abc import Sequence

from store.files import hold, write_json
from store.run import Run
from store.store import Store
from tests.support.stores import add_run
from tests.trainer.launch.scene import queue, standing, statuses
from trainer.launch.board import Board
from trainer.launch.line import go_on_all, pause_all, set_until
from trainer.launch.stop import request_stop


def board(store: Store) -> Board:
    found = Board(store)
    found.scan()
    return found


def ready(found: Board) -> list[str]:
    return [waiting.run.id for waiting in found.ready()]


def ids(runs: Sequence[Run]) -> list[str]:
    return [run.id for run in runs]


def finish(run: Run) -> None:
    with run.change_state() as state:
        state["launched"] = {"t": 1.0}
    (run.folder / "events.jsonl").write_text('{"t":2.0,"kind":"finished"}\n')


def test_runs_are_ready_in_the_order_of_their_places_in_the_queue(store: Store) -> None:
    first, second = queue(store, 2)
    with second.change_state() as state:
        state["order"] = 0.0
    assert ready(board(store)) == ids([second, first])


def test_a_run_that_needs_another_is_ready_once_that_has_finished(store: Store) -> None:
    (one,) = queue(store)
    (two,) = queue(store, needs=[one])
    found = board(store)
    assert ready(found) == [one.id]
    finish(one)
    found.begin(one)
    assert ready(found) == [], "it is under way"
    found.forget(one)
    assert ready(found) == [two.id]


def test_what_needs_a_run_that_did_not_finish_is_dropped_with_all_that_needs_it(store: Store) -> None:
    (one,) = queue(store)
    two = queue(store, needs=[one])
    three = queue(store, needs=two)
    with one.change_state() as state:
        state["stop_requested"] = 1.0
    found = board(store)
    assert ready(found) == []
    assert not found.waiting
    assert [row.status for row in store.index.rows().values()].count("skipped") == 2, "the index has heard of it"
    assert statuses([*two, *three]) == ["skipped", "skipped"]


def test_a_run_whose_start_is_gone_is_dropped(store: Store) -> None:
    gone = queue(store)
    needy = queue(store, needs=gone)
    shutil.rmtree(gone[0].folder)
    found = board(store)
    assert ready(found) == []
    assert not found.waiting
    assert standing(needy[0]).reason.startswith("needs ")


def test_runs_that_are_under_way_elsewhere_are_taken_over(store: Store) -> None:
    (run,) = queue(store)
    with run.change_state() as state:
        state["launched"] = {"t": 1.0}
    hold(run.folder / "lock")
    assert list(board(store).live) == [run.id]


def test_runs_that_are_over_are_left_alone(store: Store) -> None:
    add_run(store.root)
    found = board(store)
    assert not found.waiting
    assert not found.live


def test_a_run_that_is_put_into_the_queue_again_is_found(store: Store) -> None:
    run = add_run(store.root)
    found = board(store)
    with run.change_state() as state:
        state["launched"] = None
    found.scan()
    assert ready(found) == [run.id]


def test_a_run_that_was_stopped_or_skipped_before_it_began_is_no_longer_waiting(store: Store) -> None:
    one, two, three = queue(store, 3)
    found = board(store)
    for run, word, value in ((one, "stop_requested", 1.0), (two, "skipped", "needs another")):
        with run.change_state() as state:
            state[word] = value
    found.scan()
    assert ready(found) == [three.id]


def test_a_damaged_run_is_skipped_with_the_reason_and_the_others_are_done(store: Store) -> None:
    state, record, needs, good = queue(store, 4)
    (state.folder / "run.json").write_text("{torn")
    (record.folder / "config.json").write_text("[]")
    write_json(needs.folder / "run.json", {"depends_on": "all"})
    found = board(store)
    assert ready(found) == [good.id]
    assert statuses([state, needs]) == ["skipped", "skipped"]
    assert "this is no JSON" in standing(state).reason
    assert "'depends_on' is to be a list" in standing(needs).reason
    assert Run(record.folder).state()["skipped"].startswith("cannot be launched: ")


def test_a_damaged_run_that_has_a_past_keeps_it(store: Store) -> None:
    run = add_run(store.root)
    (run.folder / "run.json").write_text("{torn")
    board(store)
    assert (run.folder / "run.json").read_text() == "{torn"


def test_a_damaged_run_json_is_kept_beside_the_one_that_says_why_it_is_skipped(store: Store) -> None:
    (run,) = queue(store)
    (run.folder / "run.json").write_text('{"note": "mine", "tags": 3}')
    board(store)
    assert (run.folder / "run.json.damaged").read_text() == '{"note": "mine", "tags": 3}'
    assert Run(run.folder).state()["note"] == "mine"


def test_a_run_that_has_ended_and_has_lost_its_run_json_is_not_marked(store: Store) -> None:
    run = add_run(store.root)
    (run.folder / "run.json").unlink()
    board(store)
    assert not (run.folder / "run.json").exists()


def test_nothing_is_ready_while_the_queue_is_paused(store: Store) -> None:
    board, runs = Board(store), queue(store, 2)
    board.scan()
    assert [one.run.id for one in board.ready()] == [run.id for run in runs]
    pause_all(store)
    assert list(board.ready()) == []
    go_on_all(store)
    set_until(store, time.time() - 1)
    assert list(board.ready()) == []
    request_stop(store, runs)
