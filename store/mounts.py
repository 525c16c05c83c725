"""Whether the locks of a store hold on every machine that sees it."""

from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
LOCAL = frozenset({"nolock", "local_lock=all", "local_lock=flock"})
"""Options of an NFS mount with which a lock is known to this machine alone."""
DOUBTFUL = ("cifs", "smb3", "fuse.sshfs", "fuse.rclone", "fuse.s3fs")
"""File systems that may keep their locks to themselves."""


def doubt_of_locks(folder: Path) -> str:
    """Say why a lock in a folder may hold on this machine alone, or nothing."""
    kind, options = _mount(folder)
    if kind.startswith("nfs") and LOCAL & set(options):
        return f"it lies on NFS that is mounted with {', '.join(sorted(LOCAL & set(options)))}"
    if kind.startswith(DOUBTFUL):
        return f"it lies on {kind}, which may not tell other machines of locks"
    return ""


def _mount(folder: Path) -> tuple[str, list[str]]:
    """Return the kind and the options of the file system that a folder lies on; of several in one place the last."""
    try:
        lines = MOUNTS.read_text(errors="replace").splitlines()
    except OSError:
        return "", []
    place, found = folder.resolve(), ("", list[str]())
    longest = -1
    for line in lines:
        _, where, kind, options, *_ = [*line.split(" "), "", "", ""]
        root = Path(where.replace("\\040", " "))
        if place.is_relative_to(root) and len(root.parts) >= longest:
            longest, found = len(root.parts), (kind, options.split(","))
    return found
