"""Terms of launching: retries, time limits, priorities."""

import time
from pathlib import Path

import pytest

from store.run import Run
from store.status import Status
from store.store import Store
from tests.support.stores import add_run
from tests.trainer.launch.scene import events, over, queue, standing, statuses, use_stand_ins, wait_until
from tests.trainer.launch.test_devices import gpu
from tests.trainer.launch.test_devices import machine as devices
from trainer.launch.dispatcher import ensure_dispatcher
from trainer.launch.errors import LaunchError
from trainer.launch.line import pause
from trainer.launch.resume import resume_by_itself, resume_runs
from trainer.launch.stop import request_stop
from trainer.launch.terms import Terms, parse_duration, parse_gpus, parse_keep, parse_memory, parse_moment


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_stand_ins(monkeypatch, tmp_path)


def on(terms: Terms, run: Run) -> Run:
    with run.change_state() as state:
        state.update(terms.as_state())
    return run


def test_a_run_that_crashes_goes_on_by_itself_as_often_as_was_said(store: Store) -> None:
    run = on(Terms(retries=2), queue(store, epochs=2, end="crash")[0])
    later = queue(store, needs=[run])
    ensure_dispatcher(store)
    wait_until(lambda: over([run, *later]))
    assert statuses([run, *later]) == ["failed", "skipped"]
    assert len(events(run, "started")) == 3
    assert (run.state()["retries"], len(run.state()["earlier"])) == (0, 2)
    assert [event["epoch"] for event in events(run, "epoch")] == [1, 2], "it went on where it stood"


def test_a_run_that_is_out_of_memory_goes_on_with_its_batches_in_halves_as_often_as_was_said(store: Store) -> None:
    run = on(Terms(halvings=2), queue(store, end="short_of_memory")[0])
    crashed = on(Terms(halvings=2), queue(store, end="crash")[0])
    ensure_dispatcher(store)
    wait_until(lambda: over([run, crashed]))
    assert statuses([run, crashed]) == ["failed", "failed"]
    assert [len(events(one, "started")) for one in (run, crashed)] == [3, 1], "a crash is not for want of memory"
    assert [run.state()[name] for name in ("halvings", "batch_parts", "retries")] == [0, 4, 0]


def test_what_needs_a_run_that_goes_on_by_itself_waits_for_it(store: Store) -> None:
    run = on(Terms(retries=1), queue(store, epochs=2, end="crash_once")[0])
    later = queue(store, needs=[run])
    ensure_dispatcher(store)
    wait_until(lambda: over([run, *later]))
    assert statuses([run, *later]) == ["finished", "finished"]


def test_a_run_that_was_stopped_does_not_go_on_by_itself(store: Store) -> None:
    run = on(Terms(retries=3, time_limit=6.0), queue(store, epochs=500, seconds=0.2)[0])
    ensure_dispatcher(store)
    wait_until(lambda: standing(run).status is Status.STOPPED)
    assert standing(run).reason.startswith("its time limit of 6 s was over; resume goes on after epoch")
    assert run.state()["retries"] == 3


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("90s", 90), ("30m", 1800), ("1.5h", 5400), ("1h30m", 5400), ("2d", 172800)]
)
def test_lengths_of_time_are_read(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "2x", "-3h", "1h soon", "0", "h"])
def test_what_is_no_length_of_time_is_told(text: str) -> None:
    with pytest.raises(LaunchError, match="is no length of time; one is 90s, 30m, 2h, 1d or 1h30m"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "size"), [("6GB", 6 * 2**30), ("6GiB", 6 * 2**30), ("800M", 800 * 2**20), ("1.5g", 3 * 2**29)]
)
def test_sizes_of_memory_are_read(text: str, size: int) -> None:
    assert parse_memory(text, devices()) == size


@pytest.mark.parametrize("text", ["", "much", "6", "-1GB", "6XB", "GB"])
def test_what_is_no_size_of_memory_is_told(text: str) -> None:
    with pytest.raises(LaunchError, match="this is no size; one is 6GB or 800MB"):
        parse_memory(text, devices())


def test_gpus_are_named_by_number_or_uuid_and_must_be_there() -> None:
    on = devices(gpu(0), gpu(1))
    assert parse_gpus("1, GPU-0", on) == ("1", "GPU-0")
    with pytest.raises(LaunchError, match="--gpus 0,7: there is no GPU 7 here; there are 0, 1"):
        parse_gpus("0,7", on)
    assert parse_gpus("7", devices()) == ("7",), "where no driver answers, nobody can tell"


def test_no_more_memory_can_be_asked_for_than_a_gpu_has() -> None:
    with pytest.raises(LaunchError, match=r"--gpu-memory 90GB: no GPU here has so much; the largest has 80\.0 GiB"):
        parse_memory("90GB", devices(gpu(0)))


def test_a_run_that_would_go_on_by_itself_is_held_back_by_a_pause_and_by_a_stop(store: Store) -> None:
    paused, stopped = (add_run(store.root, variant=name, status=Status.FAILED) for name in ("paused", "stopped"))
    for run in (paused, stopped):
        on(Terms(retries=3), run)
    assert standing(paused).reason.startswith("goes on by itself: it failed")
    pause(store, [paused])
    request_stop(store, [stopped])
    assert standing(paused).reason.startswith("paused; goes on by itself")
    assert [resume_by_itself(run) for run in (paused, stopped)] == [True, False]
    assert (standing(paused).status, standing(paused).reason) == (Status.QUEUED, "paused")
    assert standing(stopped).status is Status.FAILED
    request_stop(store, [paused])


def test_a_run_that_would_go_on_by_itself_can_be_resumed_by_hand(store: Store) -> None:
    run = on(Terms(retries=3), add_run(store.root, status=Status.FAILED))
    resume_runs(store, [run])
    assert standing(run).reason == ""
    request_stop(store, [run])


@pytest.mark.parametrize(
    ("text", "words"),
    [("best", ("best",)), ("last, every:5", ("last", "every:5")), ("none", ()), ("best,best", ("best",))],
)
def test_what_is_kept_is_said_in_words(text: str, words: tuple[str, ...]) -> None:
    assert parse_keep(text) == words


@pytest.mark.parametrize("text", ["", "all", "none,best", "every:0", "every:2,every:3", "best last"])
def test_other_words_for_what_is_kept_are_told(text: str) -> None:
    with pytest.raises(LaunchError, match="best, last and every:N are expected, with commas between, or none"):
        parse_keep(text)


NOON = time.mktime((2026, 11, 27, 12, 0, 0, 0, 0, -1))


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("13:30", (2026, 11, 27, 13, 30)),
        ("8:00", (2026, 11, 28, 8, 0)),
        ("12:00", (2026, 11, 28, 12, 0)),
        ("2026-11-30 08:00", (2026, 11, 30, 8, 0)),
        ("1h30m", (2026, 11, 27, 13, 30)),
    ],
)
def test_times_are_read(text: str, when: tuple[int, int, int, int, int]) -> None:
    assert parse_moment(text, NOON) == time.mktime((*when, 0, 0, 0, -1))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("25:00", "'25:00' is no time"),
        ("2026-13-01 08:00", "is no time; one is 08:00, '2026-11-30 08:00' or 10h"),
        ("2026-11-26 08:00", "is over already"),
        ("soon", "is no length of time"),
    ],
)
def test_what_is_no_time_is_told(text: str, problem: str) -> None:
    with pytest.raises(LaunchError, match=problem):
        parse_moment(text, NOON)
