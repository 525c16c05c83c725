"""What queueing would do, found out without writing anything."""

from collections.abc import Sequence

from store.store import Store
from trainer.launch.queue import Batch
from trainer.plan.runs import PlannedRun


def equal_runs(store: Store, planned: Sequence[PlannedRun]) -> list[str]:
    """Return for each planned run the id of the equal one that would be taken instead, or nothing.

    Raises `DataError` or `StoreError` where queueing would.
    """
    batch = Batch(store, planned)
    for run in planned:
        batch.add(run)
    new = {record["id"] for record in batch.records}
    return ["" if id_ in new else id_ for id_ in batch.ids.values()]
