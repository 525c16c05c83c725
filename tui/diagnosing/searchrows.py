"""The rows of a search on screen: its questions as a tree, under the open one the runs that it waits for."""

from typing import TYPE_CHECKING, NamedTuple

from store.compare.metrics import metric
from trainer.diagnose.inquiry import Part, Step
from trainer.diagnose.tree import Node, tree_of
from tui.diagnosing.bisecting import confirmation_lines, told_answer
from tui.diagnosing.changecells import told_delta, told_share
from tui.diagnosing.searchwords import BRINGS, FRESH, SHORT, part_line, part_text, step_text
from tui.statuses import status_cell, tally
from tui.widgets.columns import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trainer.diagnose.replay import Probe, Progress

WIDEST = 200
"""Cells of a mixture's name at most; the explanation has all of it."""
NOTHING = Cell("")
TONES = {"yes": "strong", "no": "dim"}


class SearchRow(NamedTuple):
    """One row: its cells (what was tried, the question, the outcome, share, seeds), and what is to be said of it."""

    key: str
    cells: tuple[Cell, ...]
    about: str
    text: str
    run: str = ""
    """The id of the run that it is."""


def search_rows(progress: "Progress") -> "list[SearchRow]":
    """Return the rows of a search as far as it has come."""
    bisection = progress.bisection
    nodes = tree_of([*bisection.trace, *([bisection.asking] if bisection.asking and not progress.answer else [])])
    rows = list(_rows(progress, nodes, "", ""))
    return [*rows, *_answer_rows(progress)] if progress.answer else rows


def _rows(progress: "Progress", nodes: "Sequence[Node]", indent: str, key: str) -> "Iterator[SearchRow]":
    for place, node in enumerate(nodes):
        guide, deeper = _guides(indent, key, is_last=place == len(nodes) - 1)
        own = f"{key}/{place}"
        if isinstance(node.what, Part):
            tone = "accent" if key else "heading"
            yield SearchRow(
                own, (Cell(guide + part_line(node.what), tone),), part_line(node.what), part_text(node.what)
            )
        else:
            yield _step_row(progress, node.what, guide, own)
            if not node.what.outcome:
                yield from _probe_rows(progress.probes, deeper, own)
        yield from _rows(progress, node.children, deeper, own)


def _guides(indent: str, key: str, *, is_last: bool) -> tuple[str, str]:
    """Return what stands before a row, and what stands before those under it."""
    if not key:
        return "", " "
    return f"{indent}{'└' if is_last else '├'} ", f"{indent}{' ' if is_last else '│'} "


def _step_row(progress: "Progress", step: Step, guide: str, key: str) -> SearchRow:
    told = progress.bench.told(step.mixture)
    outcome = step.outcome or _waiting(progress.probes)
    cells = (
        Cell(guide + told[:WIDEST]),
        Cell(SHORT.get(step.reason, BRINGS)),
        Cell(outcome, TONES.get(outcome.partition(",")[0], "warn") if step.outcome else "live"),
        Cell(told_share(step.share)),
        Cell(str(step.seeds or "")),
    )
    return SearchRow(key, cells, told, step_text(progress, step))


def _waiting(probes: "Sequence[Probe]") -> str:
    """Return how the runs stand that are waited for."""
    missing = sum(probe.row is None for probe in probes)
    parts = [tally(probe.row.status for probe in probes if probe.row), f"{missing} not queued" if missing else ""]
    return " · ".join(filter(None, parts))


def _probe_rows(probes: "Sequence[Probe]", indent: str, key: str) -> "Iterator[SearchRow]":
    for place, probe in enumerate(probes):
        guide = f"{indent}{'└' if place == len(probes) - 1 else '├'} "
        name = f"{probe.variant}, seed {probe.seed}"
        own, row = f"{key}/{probe.variant}/{probe.seed}", probe.row
        if row is None:
            text = "This run is needed, and the search has not queued it yet."
            yield SearchRow(own, (Cell(guide + name, "dim"), NOTHING, Cell("not queued", "dim")), name, text)
            continue
        sign = status_cell(row.status)
        epoch = f"  epoch {row.epoch}/{row.epochs}" if row.epoch else ""
        text = f"{sign.text}{f': {row.reason}' if row.reason else ''}; {row.epoch} of {row.epochs} epochs are done."
        cells = (Cell(guide + name), NOTHING, Cell(f"{sign.text}{epoch}", sign.tone))
        yield SearchRow(own, cells, name, text, row.id)


def _answer_rows(progress: "Progress") -> "Iterator[SearchRow]":
    assert progress.answer is not None
    told = told_answer(progress.bench, progress.answer)
    yield SearchRow("answer", (Cell(told, "heading"),), "The answer", told)
    if not progress.answer.guilty:
        return
    title = metric(progress.figure).title
    text = (
        f"What was found is trained once more with fresh seeds, by which nothing was chosen, and judged by {title}. It "
        f"is confirmed if all three differences are clear, and what was found accounts for {progress.asked.share:.0%}."
    )
    yield SearchRow("fresh", (Cell(f"└ {FRESH}"), NOTHING, _verdict(progress)), FRESH, text)
    if progress.confirmation is None:
        yield from _probe_rows(progress.probes, "  ", "fresh")
        return
    for label, delta, share in confirmation_lines(progress.confirmation):
        cells = (Cell(f"  · {label}"), NOTHING, Cell(told_delta(delta)), Cell(told_share(share)))
        yield SearchRow(f"fresh/{label}", (*cells, Cell(str(delta.n))), label, f"{title}: {told_delta(delta)}")


def _verdict(progress: "Progress") -> Cell:
    if progress.confirmation is not None:
        return Cell("confirmed", "good") if progress.confirmation.holds else Cell("not confirmed", "bad")
    return Cell(_waiting(progress.probes), "live") if progress.probes else Cell("cannot be had: a run failed", "warn")
