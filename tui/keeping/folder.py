"""The folders of a person: of what they set, and of what the app keeps for them, each file of it a JSON table."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import StoreError
from store.files import locked, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 1.0
"""Seconds to wait for another app that is just writing."""


def settings_folder() -> Path:
    """Return where what a person sets is looked for. Raises RuntimeError where there is no home, as all here does."""
    return _folder("XDG_CONFIG_HOME", ".config")


def state_folder() -> Path:
    """Return where the app keeps what it wants to know the next time."""
    return _folder("XDG_STATE_HOME", ".local/state")


def made_state_folder() -> Path:
    """Return the state folder, made where it was not there; what lies in it is nobody else's business."""
    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def read_kept(name: str) -> dict[str, Any]:
    """Return the table in a file of the state folder; an empty one where there is none, or it cannot be read."""
    try:
        return read_json(state_folder() / name) or {}
    except (StoreError, OSError, RuntimeError):
        return {}


@contextmanager
def writing(name: str) -> "Iterator[Path]":
    """Hand out a file of the state folder while no other app writes it.

    Raises OSError, StoreError or RuntimeError where nothing can be kept.
    """
    file = made_state_folder() / name
    with locked(file.with_name(f"{name}.lock"), PATIENCE):
        yield file


def _folder(variable: str, otherwise: str) -> Path:
    base = Path(os.environ.get(variable, ""))
    return (base if base.is_absolute() else Path.home() / otherwise) / "backslide"
