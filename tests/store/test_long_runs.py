"""A long run says what it would say if all of its events were in memory, however it is read."""

from pathlib import Path
from random import Random

import pytest

from store.eventcache import CACHE
from store.run import EVENTS, EXIT, Run
from store.summary import summarize
from tests.support.long_events import assert_equal, call_long_early, make_lines, plain_history, write_events
from tests.support.stores import add_run

SEEDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.stress) for seed in range(2, 6))]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    call_long_early(monkeypatch)
    return add_run(tmp_path, epochs=4)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_read_at_once_is_what_all_events_say(run: Run, seed: int) -> None:
    write_events(run, seed)
    history = run.history()
    assert history.epochs.is_long
    assert len(history.epochs.blocks) < 64
    assert len(history.epochs.tail) < 300, "of the events themselves only the newest are in memory"
    assert_equal(history, plain_history(run.folder / EVENTS))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_says_the_same_whenever_it_was_written(run: Run, seed: int) -> None:
    """Readers come and go while the file grows by pieces that end within lines; some keep what they have read."""
    chance, path = Random(seed), run.folder / EVENTS
    content, written = b"".join(make_lines(Random(seed), 2000, resumes=0.003)), 0
    path.write_bytes(b"")
    old = Run(run.folder)
    while written < len(content):
        more = content[written : written + chance.randint(1, 60_000)]
        with path.open("ab") as file:
            file.write(more)
        written += len(more)
        one = chance.choice([old, Run(run.folder)])
        one.history()
        if chance.random() < 0.5:
            one.keep_events()
    assert (run.folder / CACHE).exists()
    plain = plain_history(path)
    for reader in (old, Run(run.folder), Run(run.folder, cached=False)):
        assert_equal(reader.history(), plain)
    assert summarize(Run(run.folder)) == summarize(Run(run.folder, cached=False))
    anew = Run(run.folder, cached=False).history().epochs.blocks
    assert repr(anew.points) == repr(old.history().epochs.blocks.points)


@pytest.mark.parametrize("kept", [0, 1, 1400, 2999, 5000])
def test_a_resume_takes_back_as_many_epochs_as_it_says(run: Run, kept: int) -> None:
    write_events(run, 1, resumes=0)
    run.history()
    run.keep_events()
    with (run.folder / EVENTS).open("ab") as file:
        for line in make_lines(Random(2), 10, resumes=0):
            file.write(line)
        file.write(b'{"t": 1000000.0, "kind": "resumed", "epoch": %d, "step": 0}\n' % min(kept, 10))
    assert_equal(run.history(), plain_history(run.folder / EVENTS))
    write_events(run, 1, resumes=0)
    again = Run(run.folder)
    again.history()
    with (run.folder / EVENTS).open("ab") as file:
        file.write(b'{"t": 1000000.0, "kind": "resumed", "epoch": %d, "step": 0}\n' % kept)
    plain = plain_history(run.folder / EVENTS)
    assert_equal(again.history(), plain)
    assert_equal(Run(run.folder).history(), plain)


def test_a_run_that_is_resumed_again_and_again_is_read_without_going_in_circles(run: Run) -> None:
    write_events(run, 7, resumes=0.03)
    history = run.history()
    plain = plain_history(run.folder / EVENTS)
    assert history.taken_back > 1000
    assert_equal(history, plain)


def test_points_stay_fine_after_a_resume_near_the_beginning(run: Run) -> None:
    write_events(run, 1, resumes=0)
    run.history()
    with (run.folder / EVENTS).open("ab") as file:
        file.write(b'{"t": 1000000.0, "kind": "resumed", "epoch": 300, "step": 0}\n')
    epochs = run.history().epochs
    assert len(epochs) == 300
    assert len(epochs.blocks) >= 16 or not epochs.is_long


def test_rows_of_a_run_whose_events_have_gone_are_empty(run: Run) -> None:
    write_events(run, 5)
    epochs = run.history().epochs
    (run.folder / EVENTS).unlink()
    assert epochs[0]["metrics"] == {}
    assert len(list(epochs)) == len(epochs)


def test_events_are_read_a_piece_at_a_time_and_the_share_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.events.CHUNK", 50_000)
    write_events(run, 5)
    shares = list(run.reading())
    assert shares == sorted(shares)
    assert len(shares) > 10
    assert shares[-1] == 1.0
    assert shares[0] < 0.1


def test_the_row_of_a_long_run_is_that_of_all_its_events_but_for_points_of_its_curve(run: Run) -> None:
    write_events(run, 5)
    (run.folder / EXIT).unlink()
    row, history = summarize(run), plain_history(run.folder / EVENTS)
    assert (row.epoch, row.last["val.loss"]) == (3000, history.last["val.loss"])
    best = history.best("val.accuracy")
    assert best
    assert row.best == {"val.accuracy": best[1], "epoch": best[0]}
    assert row.curve.count(":") == 2


@pytest.mark.parametrize("kept", [1400, 2001, 2330, 2802])
def test_epochs_that_were_looked_at_are_others_after_a_resume(run: Run, kept: int) -> None:
    write_events(run, 1, resumes=0)
    epochs, path = run.history().epochs, run.folder / EVENTS
    for place in range(kept - 200, kept + 200, 5):
        assert epochs[min(place, 2999)]
    with path.open("ab") as file:
        file.write(b'{"t": 1000000.0, "kind": "resumed", "epoch": %d, "step": 0}\n' % kept)
        for line in list(make_lines(Random(9), 3000, resumes=0, garbled=0))[1 + 3 * kept :]:
            file.write(line)
    history, plain = run.history(), plain_history(path)
    for place in range(kept - 200, min(kept + 200, 3000)):
        assert history.epochs[place] == plain.epochs[place]
