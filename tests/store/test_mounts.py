"""Locks that hold on one machine alone."""

from pathlib import Path

import pytest

from store import mounts
from store.mounts import doubt_of_locks

TABLE = """\
/dev/sda / ext4 rw 0 0
box:/home /home nfs4 rw,vers=4.2 0 0
box:/old /old nfs rw,nolock,vers=3 0 0
box:/data /data\\040of\\040all nfs rw,local_lock=all 0 0
//box/share /share cifs rw 0 0
me@box: /mnt/box fuse.sshfs rw 0 0
/dev/sdb /old/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "doubt"),
    [
        ("/srv/runs", ""),
        ("/home/me/runs", ""),
        ("/old/runs", "it lies on NFS that is mounted with nolock"),
        ("/old/local/runs", ""),
        ("/data of all/runs", "it lies on NFS that is mounted with local_lock=all"),
        ("/share/runs", "it lies on cifs, which may not tell other machines of locks"),
        ("/mnt/box/runs", "it lies on fuse.sshfs, which may not tell other machines of locks"),
    ],
)
def test_a_lock_that_may_be_local_is_doubted(
    place: str, doubt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mounts").write_text(TABLE)
    monkeypatch.setattr(mounts, "MOUNTS", tmp_path / "mounts")
    assert doubt_of_locks(Path(place)) == doubt


def test_where_the_system_has_no_table_nothing_is_doubted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounts, "MOUNTS", tmp_path / "nowhere")
    assert doubt_of_locks(tmp_path) == ""
