"""An experiment as the store has kept it, and what has become of its file."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.compare.table import Cell, Column, Row, Table
from store.errors import StoreError

if TYPE_CHECKING:
    from trainer.plan.experiment import Experiment
    from trainer.plan.origin import Origin
    from tui.reporting.findings import Findings

_COLUMNS = (Column("name", whole=True, title=" "), Column("value", title=" "))


@dataclass(frozen=True)
class Kept:
    """What runs were queued from: the experiment, its variants that are told of, and its file as it is now."""

    experiment: "Experiment"
    variants: tuple[str, ...]
    """With those whose weights they need."""
    origin: "Origin"

    @property
    def file_state(self) -> str:
        """What has become of the file, in words."""
        state, origin = str(self.origin.state), self.origin
        if origin.sets:
            return f"{state} {' --set '.join(origin.sets)}"
        return f"{state}: {', '.join(origin.changed)} would be other runs" if origin.changed else state


def read_kept(found: "Findings") -> Kept | str:
    """Return what a store has kept of an experiment, or a sentence where this version cannot read it any more."""
    from trainer.diagnose.kept import kept_experiment
    from trainer.plan.origin import find_origin
    from trainer.plan.runs import with_needed
    from trainer.settings.problems import PlanError

    first = (found.baseline or found.groups[0]).variant
    try:
        experiment = kept_experiment(found.store, found.wish.experiment, [first])
    except (StoreError, PlanError) as error:
        return f"How to run it again cannot be told, its settings are not known here: {error}"
    told = [group.variant for group in found.groups if group.variant in experiment.variants]
    needed = dict.fromkeys(step for name in told for step in with_needed(experiment.variants, name))
    return Kept(experiment, tuple(needed), find_origin(experiment, tuple(needed)))


def shown_path(path: Path) -> str:
    """Return a path as it is typed from here, if that is shorter."""
    return min(str(path), os.path.relpath(path), key=len)


def facts_table(found: "Findings", kept: Kept | str) -> Table:
    """Return what the runs have in common, a row a fact."""
    rows = tuple(
        Row((Cell(name, name), Cell(" ".join(str(value).split()), value)), key=name)
        for name, value in _facts(found, kept)
        if value
    )
    return Table("Experiment", _COLUMNS, rows, name="experiment")


def _facts(found: "Findings", kept: Kept | str) -> Iterator[tuple[str, Any]]:
    newest = max((member for group in found.groups for member in group.members), key=lambda member: member.created)
    record = found.store.run(newest.id).record
    yield from ((name, record.get(name)) for name in ("title", "goal", "baseline"))
    yield "note", record.get("experiment_note")
    yield "file", shown_path(Path(str(record["experiment_file"]))) if record.get("experiment_file") else None
    yield "file now", None if isinstance(kept, str) else kept.file_state
    yield "versions", ", ".join(f"{name} {one}" for name, one in sorted((record.get("versions") or {}).items()))
    git = record.get("git") or {}
    yield "git commit", git.get("commit") and f"{git['commit']}{', and changes since' if git.get('diff') else ''}"
    yield "store", shown_path(found.store.root)
