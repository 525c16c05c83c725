"""The code that runs were queued with, as the store keeps it. It is read, never executed."""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any

from store.run import CODE


def kept_code(root: Path, name: str | None) -> Path | None:
    """Return the folder of a copy, to be searched before all others; None where there is none."""
    folder = root / CODE / name if name and name.isalnum() else None
    return folder if folder is not None and folder.is_dir() else None


def kept_sources(root: Path, record: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the text of each Python file that a run was queued with, by its place; None where they are not kept."""
    folder = kept_code(root, str(record.get("snapshot") or ""))
    if folder is None:
        return None
    own = (path for path in folder.rglob("*.py") if path.is_file() and not path.is_symlink())
    files = {path.relative_to(folder).as_posix(): path for path in own}
    return {name: _text(files[name]) for name in sorted(files)} | _plugins(root, record.get("plugins") or ())


def _plugins(root: Path, plugins: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the plug-ins that are kept, by their names."""
    found = {}
    for plugin in plugins:
        name, sha256 = PurePath(str(plugin["path"])).name, str(plugin["sha256"])
        kept = root / CODE / f"{sha256}.py"
        if sha256.isalnum() and kept.is_file():
            found[f"plugins/{name}"] = _text(kept)
    return found


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")
