import errno
from pathlib import Path

import pytest
from safetensors import safe_open

from store.events import EventReader
from store.run import BEST, LAST
from tests.trainer.engine.runs import run
from trainer.engine import full_disk
from trainer.engine.checkpoint import load_state
from trainer.engine.full_disk import Files
from trainer.engine.reporter import Reporter


class Disk:
    """Stands in the place of writing, as long as it is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = True
        self._write = full_disk.write_atomically
        monkeypatch.setattr(full_disk, "write_atomically", self.write)

    def write(self, path: Path, content: bytes) -> None:
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._write(path, content)


def warnings(folder: Path) -> list[str]:
    return [event["text"] for event in EventReader(folder / "events.jsonl").read_new() if event["kind"] == "warning"]


def test_a_file_without_room_is_kept_or_left_out_and_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk, files = Disk(monkeypatch), Files(tmp_path, Reporter(tmp_path))
    assert not files.write("best", b"1", keep=True)
    assert not files.write("last", b"2")
    assert not files.write("best", b"3", keep=True)
    assert warnings(tmp_path) == [full_disk.TEXT]
    assert not files.flush()
    disk.is_full = False
    assert files.flush()
    assert (tmp_path / "best").read_bytes() == b"3"
    assert not (tmp_path / "last").exists()


def test_what_is_written_later_takes_the_place_of_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, files = Disk(monkeypatch), Files(tmp_path, Reporter(tmp_path))
    files.write("best", b"1", keep=True)
    disk.is_full = False
    assert files.write("best", b"2", keep=True)
    assert files.flush()
    assert (tmp_path / "best").read_bytes() == b"2"


def test_the_end_of_a_run_waits_for_room_unless_it_is_asked_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full_disk, "PAUSE", 0.0)
    disk, files = Disk(monkeypatch), Files(tmp_path, Reporter(tmp_path))
    files.write("best", b"1", keep=True)
    looks = iter(range(100))

    def asked() -> bool:
        disk.is_full = next(looks) < 3
        return False

    files.settle(asked)
    assert (tmp_path / "best").read_bytes() == b"1"
    disk.is_full = True
    files.write("best", b"2", keep=True)
    files.settle(lambda: True)
    assert (tmp_path / "best").read_bytes() == b"1"


def test_no_checkpoint_speaks_of_best_weights_that_are_not_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, best = full_disk.write_atomically, []

    def no_room_for_a_second_best(path: Path, content: bytes) -> None:
        if path.name == BEST:
            best.append(path)
            if len(best) > 1:
                raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    monkeypatch.setattr(full_disk, "write_atomically", no_room_for_a_second_best)
    run(tmp_path, stop_after=200, training={"epochs": 100})
    assert len(best) > 1
    told = load_state(tmp_path / LAST)["best"]["epoch"]
    with safe_open(tmp_path / BEST, "pt") as file:
        assert file.metadata()["epoch"] == str(told)


def test_a_store_that_has_become_read_only_is_told_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _: bytes) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(full_disk, "write_atomically", refuse)
    assert not Files(tmp_path, Reporter(tmp_path)).write("last", b"1")
    assert warnings(tmp_path) == [full_disk.READ_ONLY.format(f"{tmp_path}/last: read-only file system")]
