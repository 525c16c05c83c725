"""What is made to outlast a power cut."""

import os
from pathlib import Path

import pytest


def watch_disk(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return a list that grows by each file and folder that is brought to the disk from now on."""
    synced: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(Path(f"/proc/self/fd/{descriptor}").readlink()))
    return synced
