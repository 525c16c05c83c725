"""A long run says what it would say if all of its events were in memory, however it is read."""

import os
from pathlib import Path
from random import Random
from threading import Thread

import pytest

from store.damage import mend_events
from store.eventcache import CACHE
from store.history import History
from store.run import EVENTS, EXIT, Run
from store.store import Store
from store.summary import summarize
from tests.support.long_events import METRICS, make_lines, plain_history
from tests.support.stores import add_run

SEEDS = range(6)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return add_run(tmp_path, epochs=4)


@pytest.fixture(autouse=True)
def long_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call a run long early, so that the tests are short."""
    monkeypatch.setattr("store.epochs.LONG", 200)
    monkeypatch.setattr("store.blocks.MOST", 64)
    monkeypatch.setattr("store.epochs.FEWEST", 16)
    monkeypatch.setattr("store.run.WORTH", 10_000)


def write(run: Run, seed: int, epochs: int = 3000, **chances: float) -> None:
    lines = make_lines(Random(seed), epochs, **chances)
    (run.folder / EVENTS).write_bytes(b"".join(lines))


def assert_equal(history: History, plain: History) -> None:
    """Compare all that anybody asks a history for."""
    assert list(history.epochs) == list(plain.epochs)
    for place in (*range(0, len(plain.epochs), 97), *range(-min(50, len(plain.epochs)), 0)):
        assert history.epochs[place] == plain.epochs[place]
    for metric in (*METRICS, "val.macro_f1", "nothing"):
        assert history.curve(metric) == plain.curve(metric)
        assert history.best(metric) == plain.best(metric)
        assert history.best(metric, "max") == plain.best(metric, "max")
        assert history.figures("best", metric) == plain.figures("best", metric)
    for epoch in (0, 1, 2, 77, plain.epoch - 1, plain.epoch, plain.epoch + 1):
        assert history.epochs.place_of(epoch) == plain.epochs.place_of(epoch)
        assert history.figures(epoch) == plain.figures(epoch)
    for name in (
        "last",
        "epoch",
        "position",
        "seconds",
        "end",
        "started",
        "resumed",
        "warnings",
        "newest",
        "taken_back",
    ):
        assert getattr(history, name) == getattr(plain, name), name


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_read_at_once_is_what_all_events_say(run: Run, seed: int) -> None:
    write(run, seed)
    history = run.history()
    assert history.epochs.is_long
    assert len(history.epochs.blocks) < 64
    assert len(history.epochs.tail) < 300, "of the events themselves only the newest are in memory"
    assert_equal(history, plain_history(run.folder / EVENTS))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_says_the_same_whenever_it_was_written(run: Run, seed: int) -> None:
    """Readers come and go while the file grows by pieces that end within lines; some keep what they have read."""
    chance, path = Random(seed), run.folder / EVENTS
    content, written = b"".join(make_lines(Random(seed), 3000, resumes=0.003)), 0
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


@pytest.mark.parametrize("kept", [0, 1, 2, 150, 1400, 2990, 2999, 5000])
def test_a_resume_takes_back_as_many_epochs_as_it_says(run: Run, kept: int) -> None:
    write(run, 1, resumes=0)
    run.history()
    run.keep_events()
    with (run.folder / EVENTS).open("ab") as file:
        for line in make_lines(Random(2), 10, resumes=0):
            file.write(line)
        file.write(b'{"t": 1000000.0, "kind": "resumed", "epoch": %d, "step": 0}\n' % min(kept, 10))
    assert_equal(run.history(), plain_history(run.folder / EVENTS))
    write(run, 1, resumes=0)
    again = Run(run.folder)
    again.history()
    with (run.folder / EVENTS).open("ab") as file:
        file.write(b'{"t": 1000000.0, "kind": "resumed", "epoch": %d, "step": 0}\n' % kept)
    plain = plain_history(run.folder / EVENTS)
    assert_equal(again.history(), plain)
    assert_equal(Run(run.folder).history(), plain)


def test_a_run_that_is_resumed_again_and_again_is_read_without_going_in_circles(run: Run) -> None:
    write(run, 7, resumes=0.03)
    history = run.history()
    plain = plain_history(run.folder / EVENTS)
    assert history.taken_back > 1000
    assert_equal(history, plain)


def test_points_stay_fine_after_a_resume_near_the_beginning(run: Run) -> None:
    write(run, 1, resumes=0)
    run.history()
    with (run.folder / EVENTS).open("ab") as file:
        file.write(b'{"t": 1000000.0, "kind": "resumed", "epoch": 300, "step": 0}\n')
    epochs = run.history().epochs
    assert len(epochs) == 300
    assert len(epochs.blocks) >= 16 or not epochs.is_long


def test_a_short_run_is_kept_in_memory_and_nothing_is_written_beside_it(run: Run) -> None:
    write(run, 1, epochs=190, resumes=0)
    assert not run.history().epochs.is_long
    run.keep_events()
    Store(run.folder.parent).reindex()
    assert not (run.folder / CACHE).exists()


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flipped(content: bytes) -> bytes:
    place = len(content) * 2 // 3
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize(
    "harm",
    [_cut, _flipped, lambda _: b"", lambda _: b"{}\n", lambda content: content[:-4], lambda content: content * 2],
)
def test_what_is_damaged_is_passed_over_and_made_anew(run: Run, harm: object) -> None:
    write(run, 3)
    run.history()
    run.keep_events()
    cache = run.folder / CACHE
    whole = cache.read_bytes()
    assert callable(harm)
    cache.write_bytes(harm(whole))
    reader = Run(run.folder)
    assert_equal(reader.history(), plain_history(run.folder / EVENTS))
    reader.keep_events()
    assert cache.read_bytes() == whole


def test_a_folder_or_a_loop_in_its_place_harms_nobody(run: Run) -> None:
    write(run, 3)
    cache, plain = run.folder / CACHE, plain_history(run.folder / EVENTS)
    cache.mkdir()
    reader = Run(run.folder)
    assert_equal(reader.history(), plain)
    reader.keep_events()
    cache.rmdir()
    cache.symlink_to(cache)
    assert_equal(Run(run.folder).history(), plain)


@pytest.mark.parametrize("what", ["other", "cut", "edited"])
def test_what_was_kept_of_other_events_does_not_count(run: Run, what: str) -> None:
    write(run, 3)
    run.history()
    run.keep_events()
    path = run.folder / EVENTS
    content = path.read_bytes()
    if what == "other":
        write(run, 4)
    elif what == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        path.write_bytes(content.replace(b'"val.accuracy":0.8', b'"val.accuracy":0.7'))
    assert_equal(Run(run.folder).history(), plain_history(path))


def test_nothing_is_kept_of_events_that_were_mended_meanwhile(run: Run) -> None:
    write(run, 3, garbled=0.01)
    run.history()
    mend_events(run)
    run.keep_events()
    assert not (run.folder / CACHE).exists()
    assert_equal(Run(run.folder).history(), plain_history(run.folder / EVENTS))


def test_events_that_come_from_elsewhere_are_known_again(run: Run, tmp_path: Path) -> None:
    write(run, 3)
    run.history()
    run.keep_events()
    stat = (run.folder / EVENTS).stat()
    copy = tmp_path / "elsewhere"
    copy.mkdir()
    for name in (EVENTS, CACHE):
        (copy / name).write_bytes((run.folder / name).read_bytes())
    os.utime(copy / EVENTS, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert next(iter(Run(copy).reading()), None) is None, "nothing is left to read"
    assert_equal(Run(copy).history(), plain_history(copy / EVENTS))


def test_two_readers_may_keep_what_they_read_at_once(run: Run) -> None:
    write(run, 5)
    readers = [Run(run.folder) for _ in range(4)]

    def read(reader: Run) -> None:
        reader.history()
        reader.keep_events()

    threads = [Thread(target=read, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    plain = plain_history(run.folder / EVENTS)
    assert_equal(Run(run.folder).history(), plain)
    assert sorted(path.name for path in run.folder.glob(".*")) == []


def test_where_nothing_can_be_written_a_long_run_is_read_all_the_same(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    write(run, 5)
    monkeypatch.setattr("store.eventcache.write_atomically", refuse)
    run.history()
    run.keep_events()
    assert not (run.folder / CACHE).exists()
    assert_equal(run.history(), plain_history(run.folder / EVENTS))


def test_rows_of_a_run_whose_events_have_gone_are_empty(run: Run) -> None:
    write(run, 5)
    epochs = run.history().epochs
    (run.folder / EVENTS).unlink()
    assert epochs[0]["metrics"] == {}
    assert len(list(epochs)) == len(epochs)


def test_events_are_read_a_piece_at_a_time_and_the_share_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.events.CHUNK", 50_000)
    write(run, 5)
    shares = list(run.reading())
    assert shares == sorted(shares)
    assert len(shares) > 10
    assert shares[-1] == 1.0
    assert shares[0] < 0.1


def test_the_row_of_a_long_run_is_that_of_all_its_events_but_for_points_of_its_curve(run: Run) -> None:
    write(run, 5)
    (run.folder / EXIT).unlink()
    row, history = summarize(run), plain_history(run.folder / EVENTS)
    assert (row.epoch, row.last["val.loss"]) == (3000, history.last["val.loss"])
    best = history.best("val.accuracy")
    assert best
    assert row.best == {"val.accuracy": best[1], "epoch": best[0]}
    assert row.curve.count(":") == 2


def edit_unseen(path: Path) -> None:
    """Change an epoch in the middle of the events so that neither ends, size nor time of the file tell of it."""
    stat, content = path.stat(), path.read_bytes()
    middle = content.index(b'"epoch":1500,')
    changed = content[middle:].replace(b'"val.accuracy":0.', b'"val.accuracy":7.', 1)
    path.write_bytes(content[:middle] + changed)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_reindexing_reads_all_events_and_keeps_what_they_say(run: Run) -> None:
    write(run, 5)
    store, path = Store(run.folder.parent), run.folder / EVENTS
    store.reindex()
    assert (run.folder / CACHE).exists()
    edit_unseen(path)
    assert Run(run.folder).history().best("val.accuracy") != plain_history(path).best("val.accuracy")
    store.reindex()
    assert_equal(Run(run.folder).history(), plain_history(path))


@pytest.mark.parametrize("kept", [1400, 2001, 2330, 2802])
def test_epochs_that_were_looked_at_are_others_after_a_resume(run: Run, kept: int) -> None:
    write(run, 1, resumes=0)
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


def test_doctor_trusts_the_events_alone(run: Run) -> None:
    from store.health import examine

    write(run, 5, garbled=0)
    store = Store(run.folder.parent)
    store.reindex()
    assert examine(store) == []
    edit_unseen(run.folder / EVENTS)
    assert any("out of date" in finding.text for finding in examine(store))
