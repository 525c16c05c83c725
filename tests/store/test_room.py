"""Room on the disk."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from store.room import MARGIN, free_bytes, has_room, lack_of_room, size_told
from store.status import Status
from tests.support.stores import add_run


def disk(monkeypatch: pytest.MonkeyPatch, free: int, size: int = 2**40) -> None:
    found = SimpleNamespace(f_bavail=free // 4096, f_frsize=4096, f_blocks=size // 4096)
    monkeypatch.setattr(os, "statvfs", lambda _: found)


def test_what_is_free_is_what_the_system_says(tmp_path: Path) -> None:
    assert free_bytes(tmp_path) == pytest.approx(os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize, rel=0.1)


def test_a_file_has_room_where_it_leaves_the_margin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk(monkeypatch, free=MARGIN + 10 * 4096)
    assert [has_room(tmp_path, size) for size in (0, 40960, 40961)] == [True, True, False]
    disk(monkeypatch, free=10 * 2**20, size=100 * 2**20)
    assert [has_room(tmp_path, size * 2**20) for size in (8, 10)] == [True, False], "small disks have a small margin"


def test_runs_wait_where_there_is_too_little_room_and_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = add_run(tmp_path, status=Status.QUEUED)
    assert run.standing().reason == lack_of_room(tmp_path) == ""
    disk(monkeypatch, free=100 * 2**20)
    assert run.standing().status is Status.QUEUED
    assert run.standing().reason == "too little room on the disk: 100.0 MiB free, 256.0 MiB wanted"
    monkeypatch.setenv("BACKSLIDE_ROOM", str(50 * 2**20))
    assert run.standing().reason == ""


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1536, "2 KiB"), (1.5 * 2**20, "1.5 MiB"), (3 * 2**30, "3.0 GiB"), (2**42, "4.0 TiB")],
)
def test_sizes_are_told_as_people_say_them(size: float, text: str) -> None:
    assert size_told(size) == text
