"""Documents to print and to take away: what was compared and when, what is doubtful, and the tables."""

from collections.abc import Sequence
from datetime import datetime

from store.compare.diff import Diff
from store.compare.groups import Group, labels_of
from store.compare.numbers import shown_seeds
from store.compare.table import Document, Table
from store.compare.where import Where


def diff_document(
    diff: Diff, baseline: Group, tuned: Sequence[Group], when: datetime | None = None, where: Where | None = None
) -> Document:
    """Return a diff as a document; `when` is now, unless given."""
    where = where or Where((), ())
    groups = [baseline, *tuned]
    labels = labels_of(groups)
    title = f"{', '.join(labels[:-1])} and {labels[-1]}"
    experiments = {group.name.partition("/")[0] for group in groups}
    if len(experiments) == 1:
        title = f"{experiments.pop()}: {title}"
    tables, notes = (*diff.tables, *where.tables), (*diff.notes, *where.notes)
    of = [] if baseline.moment is None else [f"Figures of {baseline.weights}."]
    return Document(title, tables, notes, (dated("Compared", when), *who(groups, labels), *of))


def result_document(table: Table, experiment: str, when: datetime | None = None) -> Document:
    """Return a result table as a document of its experiment; `when` is now, unless given."""
    return Document(experiment, (table,), about=(dated("Written", when),))


def dated(done: str, when: datetime | None = None) -> str:
    """Return when something was done; now, unless given."""
    return f"{done} {when or datetime.now().astimezone():%Y-%m-%d %H:%M}."


def who(groups: Sequence[Group], labels: Sequence[str]) -> list[str]:
    """Return what each group is: its name, and its seeds or its run."""
    return [f"{label}: {_told(group)}." for label, group in zip(labels, groups, strict=True)]


def _told(group: Group) -> str:
    seeds = shown_seeds(member.seed for member in group.members)
    ids = f"run {group.members[0].id}, " if len(group.members) == 1 else ""
    return f"{group.name}, {ids}{seeds}"
