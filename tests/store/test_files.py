import errno
import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from store.errors import StoreError
from store.files import TEMPORARY, hold, is_locked, locked, read_json, write_atomically, write_json
from tests.support.disks import watch_disk

LOCKER = (
    "import sys, time; from pathlib import Path; from store.files import hold; hold(Path(sys.argv[1]));"
    "print(1, flush=True)"
)


def test_a_json_file_reads_back_what_was_written(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"b": [1, None, "ü"]})
    assert read_json(tmp_path / "a.json") == {"b": [1, None, "ü"]}
    assert (tmp_path / "a.json").read_text().count("\n") > 1


def test_an_absent_file_is_none_and_no_error(tmp_path: Path) -> None:
    assert read_json(tmp_path / "a.json") is None
    (tmp_path / "file").write_text("")
    assert read_json(tmp_path / "file" / "a.json") is None


def test_a_damaged_file_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{\n  "a": 1,\n  oops\n}')
    with pytest.raises(StoreError, match=rf"{path}: line 3: this is no JSON"):
        read_json(path)
    path.write_text("[1]")
    with pytest.raises(StoreError, match="a JSON object"):
        read_json(path)


def test_a_failed_write_leaves_the_old_content_and_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    write_atomically(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_written_is_on_the_disk_before_its_name_is_and_then_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = watch_disk(monkeypatch)
    write_atomically(tmp_path / "a", b"new")
    file, folder = synced
    assert (file.parent, file.suffix) == (tmp_path, TEMPORARY)
    assert folder == tmp_path


def test_a_reader_beside_a_writer_never_sees_a_part(tmp_path: Path) -> None:
    path = tmp_path / "a"
    contents = [b"a" * 50_000, b"b" * 90_000]
    write_atomically(path, contents[0])
    stop = threading.Event()

    def write() -> None:
        for number in range(60):
            write_atomically(path, contents[number % 2])
        stop.set()

    thread = threading.Thread(target=write)
    thread.start()
    while not stop.is_set():
        assert path.read_bytes() in contents
    thread.join()


def test_a_lock_excludes_and_is_told_after_the_wait(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locked(path):
        assert is_locked(path)
        with pytest.raises(StoreError, match=r"has held this lock for 0\.05 s"), locked(path, timeout=0.05):
            pass
    assert not is_locked(path)
    with locked(path, timeout=0.05):
        pass


def test_a_file_system_without_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    (tmp_path / "lock").touch()
    monkeypatch.setattr(fcntl, "flock", refuse)
    for look in (lambda: is_locked(tmp_path / "lock"), lambda: hold(tmp_path / "lock")):
        with pytest.raises(StoreError, match=r"lock: the file system cannot lock this file \(No locks available\)"):
            look()


def test_looking_at_a_lock_makes_no_file_and_takes_nothing(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / "lock")
    assert list(tmp_path.iterdir()) == []


def test_a_child_that_inherits_a_lock_goes_on_holding_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    descriptor = hold(path)
    child = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, pass_fds=[descriptor]
    )
    os.close(descriptor)
    assert is_locked(path)
    assert child.stdin is not None
    child.stdin.close()
    child.wait()
    assert not is_locked(path)


def test_a_lock_dies_with_the_process_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    script = f"{LOCKER}; time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    assert is_locked(path)
    child.kill()
    child.wait()
    child.stdout.close()
    assert not is_locked(path)
