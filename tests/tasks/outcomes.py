"""What a task leaves behind, in the store or in the working folder."""

from pathlib import Path

from store.status import Status
from store.store import Store


def three_runs_without_dropout(store: Store) -> bool:
    """Say whether tuned was queued with the baseline's dropout, and the rest of its settings, for each of its seeds."""
    tried = [store.run(row.id).record for row in store.rows() if row.variant.startswith("~tuned")]
    kept = {(one["config"]["regularizers"]["dropout"]["rate"], one["config"]["optimizer"]["lr"]) for one in tried}
    return {one["seed"] for one in tried} == {1, 2, 3} and kept == {(0.2, 0.003)}


def a_report(_: Store) -> bool:
    """Say whether the report lies in the working folder."""
    report = Path("decline-report.md")
    return report.is_file() and "tuned is worse than baseline" in report.read_text("utf-8")


def a_note_on_tuned(store: Store) -> bool:
    """Say whether the runs of tuned have the note, and no others."""
    return {row.variant for row in store.rows() if row.note == "odd"} == {"tuned"}


def what_was_stopped_goes_on(store: Store) -> bool:
    """Say whether the run that was stopped waits, runs or is done, while those that failed are left alone."""
    first, second, third = (row.status for row in store.rows() if row.variant == "larger_steps")
    return first == second == Status.FAILED and third not in (Status.STOPPED, Status.FAILED, Status.LOST)
