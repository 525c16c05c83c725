import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.events import EventReader, EventWriter


def test_what_is_written_is_read_in_order_with_time_and_kind(tmp_path: Path) -> None:
    before = time.time()
    with EventWriter(tmp_path / "events.jsonl") as writer:
        writer.write("started", pid=3)
        writer.write("epoch", epoch=1, metrics={"val.accuracy": 0.5})
    started, epoch = EventReader(tmp_path / "events.jsonl").read_new()
    assert (started["kind"], started["pid"]) == ("started", 3)
    assert epoch["metrics"] == {"val.accuracy": 0.5}
    assert before <= started["t"] <= epoch["t"] <= time.time()


def test_the_file_itself_outlasts_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("store.events.sync_folder", synced.append)
    with EventWriter(tmp_path / "events.jsonl"):
        assert synced == [tmp_path]


def test_a_reader_returns_each_event_once(tmp_path: Path) -> None:
    reader = EventReader(tmp_path / "events.jsonl")
    assert reader.read_new() == []
    with EventWriter(tmp_path / "events.jsonl") as writer:
        writer.write("progress", step=1)
        assert [event["step"] for event in reader.read_new()] == [1]
        assert reader.read_new() == []
        writer.write("progress", step=2)
        assert [event["step"] for event in reader.read_new()] == [2]


@given(cut=st.integers(1, 60))
def test_a_line_without_its_newline_is_not_there_yet(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("torn") / "events.jsonl"
    whole = orjson.dumps({"t": 1.0, "kind": "epoch", "epoch": 1, "metrics": {"val.accuracy": 0.123456}}) + b"\n"
    path.write_bytes(whole + whole[:cut])
    reader = EventReader(path)
    assert len(reader.read_new()) == 1
    with path.open("ab") as file:
        file.write(whole[cut:])
    assert [event["epoch"] for event in reader.read_new()] == [1]
    assert reader.garbled == 0


def test_a_writer_goes_on_after_a_torn_line_on_a_line_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'{"t": 1, "kind": "epoch", "epoch": 1}\n{"t": 2, "kind": "ep')
    with EventWriter(path) as writer:
        writer.write("resumed", epoch=1)
    reader = EventReader(path)
    assert [event["kind"] for event in reader.read_new()] == ["epoch", "resumed"]
    assert reader.garbled == 1


@pytest.mark.parametrize("line", [b"nonsense", b"[1]", b"3", b'{"t": 1}', b'{"kind": 7}', b"", b"\xff\xfe", b"1,2"])
def test_lines_that_are_no_events_are_passed_over_and_counted(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'{"kind": "started"}\n' + line + b'\n{"kind": "finished"}\n')
    reader = EventReader(path)
    assert [event["kind"] for event in reader.read_new()] == ["started", "finished"]
    assert reader.garbled == 1


def test_numbers_that_json_does_not_know_become_null(tmp_path: Path) -> None:
    with EventWriter(tmp_path / "events.jsonl") as writer:
        writer.write("epoch", loss=float("nan"), other=float("inf"))
    (event,) = EventReader(tmp_path / "events.jsonl").read_new()
    assert event["loss"] is None
    assert event["other"] is None


def test_everything_but_progress_is_synced_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", synced.append)
    with EventWriter(tmp_path / "events.jsonl") as writer:
        writer.write("progress")
        assert len(synced) == 0
        writer.write("epoch")
        assert len(synced) == 1


def test_events_without_room_are_written_in_their_order_once_there_is_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, write = tmp_path / "events.jsonl", os.write
    with EventWriter(path) as writer:
        assert writer.write("started")
        room = [10, 0, 0, 0]

        def full(descriptor: int, line: bytes) -> int:
            if not room:
                return write(descriptor, line)
            if left := room.pop(0):
                return write(descriptor, line[:left])
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "write", full)
        assert not writer.write("epoch", epoch=1)
        assert not writer.write("progress")
        assert not writer.write("epoch", epoch=2)
        assert writer.write("finished")
        assert writer.flush()
    reader = EventReader(path)
    kinds = [(event["kind"], event.get("epoch")) for event in reader.read_new()]
    assert kinds == [("started", None), ("epoch", 1), ("epoch", 2), ("finished", None)]
    assert reader.garbled == 1, "the part of a line for which there was room"


def fail(monkeypatch: pytest.MonkeyPatch, number: int, call: str = "write") -> None:
    def broken(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, broken)


@pytest.mark.parametrize("number", [errno.EIO, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize("call", ["write", "fdatasync"])
def test_what_a_disk_refuses_is_there_once_it_takes_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, call: str
) -> None:
    with EventWriter(tmp_path / "events.jsonl") as writer:
        with monkeypatch.context() as broken:
            fail(broken, number, call)
            assert not writer.write("epoch", epoch=1)
        assert writer.flush()
    assert [event["epoch"] for event in EventReader(tmp_path / "events.jsonl").read_new()] == [1]


def test_other_troubles_than_a_disk_that_cannot_be_written_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EventWriter(tmp_path / "events.jsonl") as writer:
        fail(monkeypatch, errno.EFBIG)
        with pytest.raises(OSError, match="File too large"):
            writer.write("epoch")


KILLED_WRITER = """
import sys
from pathlib import Path
from store.events import EventWriter
writer = EventWriter(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    writer.write("progress", number=number, filler="x" * 400)
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


def test_a_kill_loses_no_event_whose_writing_had_returned(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    child = subprocess.Popen([sys.executable, "-c", KILLED_WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for _ in range(200):
        child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    told = [int(line) for line in child.stdout.read().split("\n")[:-1]]
    child.stdout.close()
    child.wait()
    numbers = [event["number"] for event in EventReader(path).read_new()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= max(told, default=200)
