"""The report of an experiment: the answer, what it rests on, and how to have it again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from store.compare.by_variant import figures_table
from store.compare.doubts import seeds_apart, warned
from store.compare.headline import goal_sentences
from store.compare.results import comparability, result_table
from store.compare.runs import runs_table
from store.compare.settings_table import settings_table, shortened
from store.compare.table import Document, Table
from tui.reporting.commands import listings
from tui.reporting.culprits import Searches, search_causes
from tui.reporting.cures import Cures, known_cures
from tui.reporting.curves import curve_pictures
from tui.reporting.findings import Findings, Wish, find
from tui.reporting.kept import Kept, facts_table, read_kept
from tui.reporting.worse import where_tables

if TYPE_CHECKING:
    from store.store import Store


def report_document(store: "Store", wish: Wish, when: datetime | None = None) -> Document:
    """Return the report of an experiment; `when` is now, unless given. Nothing is trained or queued.

    Raises `StoreError` where the store has no run of the experiment.
    """
    found = find(store, wish)
    kept, searches = read_kept(found), search_causes(found)
    cures = known_cures(searches)
    problems = (*searches.problems, *((kept,) if isinstance(kept, str) else ()))
    notes = (*_doubts(found), *problems)
    return Document(
        _title(found, kept),
        tuple(_without(table, (*notes, *_goals(found))) for table in _tables(found, kept, searches, cures)),
        notes,
        (*found.headline.sentences(searches.causes()), *cures.sentences(), *_about(found, kept, when)),
        tuple(curve_pictures(found)),
        tuple(listings(found, kept, searches, cures)),
    )


def _title(found: Findings, kept: Kept | str) -> str:
    name = found.wish.experiment
    title = name if isinstance(kept, str) else kept.experiment.title
    return name if title == name else f"{name}: {title}"


def _about(found: Findings, kept: Kept | str, when: datetime | None) -> Iterator[str]:
    """Yield which goals are reached, and what was asked."""
    yield from goal_sentences(found.groups, found.labels)
    if not isinstance(kept, str) and kept.experiment.note:
        yield f"Asked: {' '.join(kept.experiment.note.split())}"
    yield f"Written {when or datetime.now().astimezone():%Y-%m-%d %H:%M}."


def _tables(found: Findings, kept: Kept | str, searches: Searches, cures: Cures) -> Iterator[Table]:
    """Yield the sections in the order of reading: the answer, its cause, its cure, where, then what it rests on."""
    results = result_table(found.groups, metrics=[found.headline.metric.key], margin=found.wish.margin)
    yield replace(results, notes=())
    yield from searches.tables()
    yield from cures.tables()
    yield from where_tables(found)
    yield _settings(found)
    figures = figures_table(found.groups, found.labels, found.wish.margin)
    yield replace(figures, notes=(*figures.notes, *results.notes))
    yield runs_table(found.groups, found.labels)
    yield facts_table(found, kept)


def _settings(found: Findings) -> Table:
    """Return what differs, of baselines that variants were launched beside, too."""
    from trainer.plan.catalogue import catalogue_of

    earlier = {group.beside.name: group.beside for group in found.groups if group.beside}
    named = [*found.in_order, *earlier.items()]
    groups = [group for _, group in named]
    labels = [label for label, _ in named]
    return shortened(settings_table(groups, labels, catalogue_of(group.config for group in groups)))


def _doubts(found: Findings) -> tuple[str, ...]:
    labels, groups = zip(*found.in_order, strict=True)
    apart = seeds_apart(groups, labels) if found.baseline else []
    return (*comparability(found.groups, found.labels), *apart, *warned(groups, labels))


def _goals(found: Findings) -> Iterator[str]:
    """Yield the notes on goals, which the top says in more words."""
    return (f"Goal: {group.goal}" for group in found.groups if group.goal)


def _without(table: Table, notes: tuple[str, ...]) -> Table:
    """Return a table without the notes that are told at the top."""
    return replace(table, notes=tuple(note for note in table.notes if note not in notes))
