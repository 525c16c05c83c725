"""The thread that watches the store."""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest
from textual.message import Message

from store.events import EventWriter
from store.files import write_json
from store.row import Row
from store.status import Status
from store.store import Store
from tests.support.stores import add_run, make_store
from tui import watcher as module
from tui.watcher import RowsChanged, RunsChanged, Watcher


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let looks that follow each other at once see everything."""
    monkeypatch.setattr(module, "REST", 0.0)


class Post:
    """Keeps what is posted."""

    def __init__(self) -> None:
        self.queue: Queue[Message] = Queue()

    def __call__(self, message: Message) -> bool:
        self.queue.put(message)
        return True

    def all(self) -> list[Message]:
        found = []
        while True:
            try:
                found.append(self.queue.get_nowait())
            except Empty:
                return found

    def moved(self) -> list[Row]:
        """Return the rows of runs that moved on."""
        return [row for message in self.all() if isinstance(message, RunsChanged) for row in message.rows]

    def wait_for(self, holds: Callable[[Message], bool], seconds: float = 10.0) -> Message:
        deadline = time.monotonic() + seconds
        while True:
            message = self.queue.get(timeout=max(0.01, deadline - time.monotonic()))
            if holds(message):
                return message


def make(root: Path, status: Status = Status.RUNNING) -> tuple[Watcher, Post, Path]:
    run = add_run(root, variant="tuned", status=status, epochs=8)
    store, post = Store(root), Post()
    return Watcher(store, store.rows(), post), post, run.folder


@contextmanager
def running(watcher: Watcher) -> Iterator[None]:
    watcher.start()
    try:
        yield
    finally:
        watcher.stop()
        watcher.join(5)
        assert not watcher.is_alive()


def epoch_is(number: int) -> Callable[[Message], bool]:
    return lambda message: isinstance(message, RunsChanged) and [row.epoch for row in message.rows] == [number]


def write_epoch(folder: Path, number: int) -> None:
    with EventWriter(folder / "events.jsonl") as writer:
        writer.write("epoch", epoch=number, metrics={"val.accuracy": 0.5, "val.loss": 1.0}, seconds=1.0)


def test_a_figure_is_told_moments_after_another_process_wrote_it(tmp_path: Path) -> None:
    watcher, post, folder = make(tmp_path / "runs")
    with running(watcher):
        process = multiprocessing.get_context("spawn").Process(target=write_epoch, args=(folder, 5))
        process.start()
        message = post.wait_for(epoch_is(5))
        process.join()
    assert isinstance(message, RunsChanged)
    assert message.rows[0].last["val.accuracy"] == 0.5
    assert message.rows[0].status is Status.RUNNING


def test_a_figure_is_told_within_half_a_second(tmp_path: Path) -> None:
    watcher, post, folder = make(tmp_path / "runs")
    delays = []
    with running(watcher):
        for number in range(5, 9):
            threading.Thread(target=write_epoch, args=(folder, number)).start()
            begun = time.monotonic()
            post.wait_for(epoch_is(number))
            delays.append(time.monotonic() - begun)
    assert min(delays) < 0.5


def test_what_stands_still_is_not_told(tmp_path: Path) -> None:
    watcher, post, _ = make(tmp_path / "runs")
    for _ in range(3):
        watcher.look()
    assert post.all() == []


def test_an_end_is_told_once_and_the_run_is_then_left_alone(tmp_path: Path) -> None:
    watcher, post, folder = make(tmp_path / "runs")
    with EventWriter(folder / "events.jsonl") as writer:
        writer.write("finished", epochs=8, reason="")
    write_json(folder / "exit.json", {"status": 0, "signal": None, "ended": time.time() + 10})
    for _ in range(3):
        watcher.look()
    assert [row.status for row in post.moved()] == [Status.FINISHED]


def test_a_process_that_dies_without_a_word_is_noticed_though_no_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "runs"
    run = add_run(root, status=Status.LOST)
    store, post = Store(root), Post()
    rows = store.rows()
    rows[0].status = Status.RUNNING
    monkeypatch.setattr(module, "RUNNING_LOOK", 0.0)
    Watcher(store, rows, post).look()
    assert [(row.id, row.status) for row in post.moved()] == [(run.id, Status.LOST)]


def test_a_new_run_is_found_and_then_watched(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    watcher, post, _ = make(root)
    run = add_run(root, variant="remedy", status=Status.RUNNING, epochs=8)
    watcher.look()
    (message,) = post.all()
    assert isinstance(message, RowsChanged)
    assert {row.variant for row in message.rows} == {"tuned", "remedy"}
    write_epoch(run.folder, 5)
    watcher.look()
    assert [row.variant for row in post.moved()] == ["remedy"]


def test_what_could_not_be_looked_at_is_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "runs"
    watcher, post, _ = make(root)
    add_run(root, variant="remedy")

    def refuse() -> None:
        raise OSError("Stale file handle")

    with monkeypatch.context() as patch:
        patch.setattr(watcher._store, "rows", refuse)
        watcher.look()
    watcher.look()
    assert [len(message.rows) for message in post.all() if isinstance(message, RowsChanged)] == [2]


def test_a_figure_is_told_once(tmp_path: Path) -> None:
    watcher, post, folder = make(tmp_path / "runs")
    write_epoch(folder, 5)
    watcher.look()
    (folder / "note").touch()
    watcher.look()
    assert [row.epoch for row in post.moved()] == [5]


def test_removed_runs_are_told(tmp_path: Path) -> None:
    store, post = make_store(tmp_path / "runs", 4), Post()
    watcher = Watcher(store, store.rows(), post)
    store.remove([row.id for row in store.rows()[:3]])
    watcher.look()
    messages = [message for message in post.all() if isinstance(message, RowsChanged)]
    assert len(messages[-1].rows) == 1


def test_a_store_that_appears_after_the_start_is_found(tmp_path: Path) -> None:
    root, post = tmp_path / "runs", Post()
    watcher = Watcher(Store(root), [], post)
    watcher.look()
    assert post.all() == []
    make_store(root, 2)
    watcher.look()
    assert [len(message.rows) for message in post.all() if isinstance(message, RowsChanged)] == [2]


def test_a_run_that_waits_is_judged_anew_when_the_one_before_it_ends(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    first = add_run(root, variant="source", status=Status.RUNNING)
    add_run(root, variant="tuned", status=Status.WAITING, needs=[first.id])
    store, post = Store(root), Post()
    watcher = Watcher(store, store.rows(), post)
    watcher.look()
    with EventWriter(first.folder / "events.jsonl") as writer:
        writer.write("failed", reason="out of memory", advice="smaller batches")
    write_json(first.folder / "exit.json", {"status": 1, "signal": None, "ended": time.time() + 10})
    watcher.look()
    watcher.look()
    found = {row.variant: row.status for row in post.moved()}
    assert found == {"source": Status.FAILED, "tuned": Status.SKIPPED}


def test_a_run_whose_files_are_damaged_is_told_as_what_it_is_and_the_others_go_on(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    damaged = add_run(root, variant="damaged", status=Status.RUNNING)
    healthy = add_run(root, variant="healthy", status=Status.RUNNING, epochs=8)
    store, post = Store(root), Post()
    watcher = Watcher(store, store.rows(), post)
    (damaged.folder / "run.json").write_text("{")
    write_epoch(healthy.folder, 5)
    watcher.look()
    assert ("healthy", 5) in [(row.variant, row.epoch) for row in post.moved()]


def test_a_run_that_takes_long_to_judge_is_let_alone_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher, post, folder = make(tmp_path / "runs")
    watcher.look()
    monkeypatch.setattr(module, "REST", 1e9)
    write_epoch(folder, 5)
    watcher.look()
    write_epoch(folder, 6)
    watcher.look()
    assert [row.epoch for row in post.moved()] == [5]


def test_runs_that_moved_within_one_look_are_told_together(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    folders = [add_run(root, variant=f"v{place}", status=Status.RUNNING, epochs=8).folder for place in range(3)]
    store, post = Store(root), Post()
    watcher = Watcher(store, store.rows(), post)
    watcher.look()
    post.all()
    for folder in folders:
        write_epoch(folder, 5)
    watcher.look()
    (message,) = post.all()
    assert isinstance(message, RunsChanged)
    assert [row.epoch for row in message.rows] == [5, 5, 5]


def test_only_the_newest_message_about_all_runs_waits() -> None:
    assert RowsChanged([]).can_replace(RowsChanged([]))
    assert not RowsChanged([]).can_replace(RunsChanged())
