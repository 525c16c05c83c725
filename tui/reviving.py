"""Seeing to it that the runs of a store are being done: whoever looks finds a dispatcher again."""

from contextlib import suppress
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.status import NOT_BEGUN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.row import Row
    from store.store import Store


def revive(store: "Store", rows: "Iterable[Row]") -> None:
    """Start a dispatcher where runs wait and none lives; where it cannot be started, `doctor` says why."""
    if not any(row.status in NOT_BEGUN for row in rows):
        return
    from trainer.launch.dispatcher import ensure_dispatcher, is_alive
    from trainer.launch.errors import LaunchError

    with suppress(StoreError, LaunchError, OSError):
        if not is_alive(store.root):
            ensure_dispatcher(store)
