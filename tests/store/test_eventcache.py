"""What is kept of a long run's events counts only as long as it fits them, and can be missing."""

import os
from pathlib import Path
from threading import Thread

import pytest

from store.damage import mend_events
from store.eventcache import CACHE
from store.health import examine
from store.run import EVENTS, Run
from store.store import Store
from tests.support import long_events
from tests.support.long_events import assert_equal, call_long_early, plain_history
from tests.support.stores import add_run

EPOCHS = 1000


def write_events(run: Run, seed: int, epochs: int = EPOCHS, **chances: float) -> None:
    """Give a run the events of one that is long enough here."""
    long_events.write_events(run, seed, epochs, **chances)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    call_long_early(monkeypatch)
    return add_run(tmp_path, epochs=4)


def test_a_short_run_is_kept_in_memory_and_nothing_is_written_beside_it(run: Run) -> None:
    write_events(run, 1, epochs=190, resumes=0)
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
    write_events(run, 3)
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
    write_events(run, 3)
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
    write_events(run, 3)
    run.history()
    run.keep_events()
    path = run.folder / EVENTS
    content = path.read_bytes()
    if what == "other":
        write_events(run, 4)
    elif what == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        path.write_bytes(content.replace(b'"val.accuracy":0.8', b'"val.accuracy":0.7'))
    assert_equal(Run(run.folder).history(), plain_history(path))


def test_nothing_is_kept_of_events_that_were_mended_meanwhile(run: Run) -> None:
    write_events(run, 3, garbled=0.01)
    run.history()
    mend_events(run)
    run.keep_events()
    assert not (run.folder / CACHE).exists()
    assert_equal(Run(run.folder).history(), plain_history(run.folder / EVENTS))


def test_events_that_come_from_elsewhere_are_known_again(run: Run, tmp_path: Path) -> None:
    write_events(run, 3)
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
    write_events(run, 5)
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

    write_events(run, 5)
    monkeypatch.setattr("store.eventcache.write_atomically", refuse)
    run.history()
    run.keep_events()
    assert not (run.folder / CACHE).exists()
    assert_equal(run.history(), plain_history(run.folder / EVENTS))


def edit_unseen(path: Path) -> None:
    """Change an epoch in the middle of the events so that neither ends, size nor time of the file tell of it."""
    stat, content = path.stat(), path.read_bytes()
    middle = content.index(b'"epoch":%d,' % (EPOCHS // 2))
    changed = content[middle:].replace(b'"val.accuracy":0.', b'"val.accuracy":7.', 1)
    path.write_bytes(content[:middle] + changed)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_reindexing_reads_all_events_and_keeps_what_they_say(run: Run) -> None:
    write_events(run, 5)
    store, path = Store(run.folder.parent), run.folder / EVENTS
    store.reindex()
    assert (run.folder / CACHE).exists()
    edit_unseen(path)
    assert Run(run.folder).history().best("val.accuracy") != plain_history(path).best("val.accuracy")
    store.reindex()
    assert_equal(Run(run.folder).history(), plain_history(path))


def test_doctor_trusts_the_events_alone(run: Run) -> None:
    write_events(run, 5, garbled=0)
    store = Store(run.folder.parent)
    store.reindex()
    assert examine(store) == []
    edit_unseen(run.folder / EVENTS)
    assert any("out of date" in finding.text for finding in examine(store))
