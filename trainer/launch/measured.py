"""How much of a GPU's memory a run will take, as earlier runs of the same settings have shown."""

from store.status import Status
from store.store import Store

MEASURED = "measured"
"""In the place of bytes: as much as earlier runs have taken."""
SPARE = 1.25
"""What a run may take more than an earlier one: fragments, other choices of kernels."""
CONTEXT = 2**30
"""Bytes that the driver takes for each process beside its tensors."""


def measured_memory(store: Store, config_hash: str) -> int | None:
    """Return the bytes of a GPU that a run of some settings will want; None until one has finished on a GPU."""
    peaks = [
        _peak(store, row.id) for row in store.rows() if row.config_hash == config_hash and row.status is Status.FINISHED
    ]
    most = max(peaks, default=0)
    return int(most * SPARE) + CONTEXT if most else None


def _peak(store: Store, id_: str) -> int:
    """Return the most that a run's tensors took on its GPU; 0 where it was on none."""
    history = store.run(id_).history()
    if not str((history.started or {}).get("device", "")).startswith("cuda"):
        return 0
    return int(history.speed.get("peak_memory", 0))
