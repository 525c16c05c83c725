"""What runs will be called that are there already, once a launch gives their variants other settings."""

from typing import TYPE_CHECKING

from store.names import variant_name
from store.row import created
from store.yardstick import group_name
from tui.formats import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from store.row import Row
    from store.run import Run
    from trainer.plan.runs import PlannedRun

Hashes = dict[str, str]
"""The hash of the settings with which a variant, by `experiment/variant`, is to be run."""


def hashes_planned(runs: "Iterable[PlannedRun]") -> Hashes:
    """Return them for runs that are planned."""
    return {f"{run.experiment.name}/{run.variant}": run.config_hash for run in runs}


def hashes_queued(runs: "Iterable[Run]") -> Hashes:
    """Return them for runs that are queued."""
    records = [run.record for run in runs]
    return {f"{record['experiment']}/{record['variant']}": str(record["config_hash"]) for record in records}


def renamed_by(new: Hashes, rows: "Sequence[Row]") -> dict[str, str]:
    """Return by variant whose name new runs take: how many runs of other settings, and what these are called then."""
    newest = {variant_name(row): row for row in sorted(rows, key=created) if not row.is_damaged}
    found = {}
    for name in new.keys() & newest.keys():
        row = newest[name]
        if row.config_hash != new[name]:
            count = sum(variant_name(one) == name and one.config_hash == row.config_hash for one in rows)
            found[row.variant] = f"{plural(count, 'run')} so far → {group_name(row, earlier=True).partition('/')[2]}"
    return dict(sorted(found.items()))


def told_of(renamed: "Mapping[str, str]") -> str:
    """Say it in a sentence; nothing where all keep their names."""
    told = ", ".join(f"{variant} ({runs})" for variant, runs in renamed.items())
    return f"other settings than before: tables will show the new runs of {told}" if told else ""
