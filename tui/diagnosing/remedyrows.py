"""The rows of remedies on screen: what each changes, what it costs, how far its trial is, and what it won."""

from typing import TYPE_CHECKING, NamedTuple

from store.compare.figures import Scale, compared_cells
from store.compare.metrics import metric
from tui.diagnosing.changecells import told_delta, told_share
from tui.diagnosing.remedying import told_changes
from tui.statuses import tally
from tui.widgets.columns import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainer.diagnose.remedies.board import Board, Standing

NOTHING = Cell("")
TONES = {"better": "good", "worse": "bad", "dim": "dim"}


class RemedyRow(NamedTuple):
    """One row: its cells, what is to be said of it, and the name of its proposal."""

    key: str
    cells: tuple[Cell, ...]
    about: str
    text: str


def remedy_rows(board: "Board") -> "Iterator[RemedyRow]":
    """Yield a row for each remedy, then what fresh seeds say of the best."""
    best = board.trials.best()
    for standing in board.standings:
        is_best = best is not None and standing.trial is not None and standing.trial.variant == best.variant
        yield _row(standing, is_best=is_best)
    if board.cure is not None and best is not None:
        title = metric(board.cure.figure).title
        word = Cell("confirmed", "good") if board.cure.holds else Cell("not confirmed", "bad")
        gain = Cell(told_delta(board.cure.gain))
        text = (
            f"With fresh seeds, by which nothing was chosen, {best.proposal.name} wins {told_delta(board.cure.gain)} "
            f"{title}, {told_share(board.cure.share) or 'none'} of the decline of {told_delta(board.cure.decline)}."
        )
        cells = (Cell(f"└ {best.proposal.name} on fresh seeds", "heading"), Cell(title), NOTHING, NOTHING, gain, word)
        yield RemedyRow("cure", cells, "Fresh seeds", text)


def _row(standing: "Standing", *, is_best: bool) -> RemedyRow:
    one = standing.proposal
    gain = verdict = NOTHING
    if standing.trial is not None and standing.trial.compared is not None:
        gain, verdict = (
            Cell(cell.text, TONES.get(cell.mark, ""))
            for cell in compared_cells(standing.trial.compared, Scale(1.0, 3))[:2]
        )
    cells = (
        Cell(one.name, "strong" if is_best else ""),
        Cell(told_changes(one)),
        Cell("" if one.time is None else f"×{one.time:.2g}"),
        Cell(tally(row.status for row in standing.rows), "" if standing.rows else "dim"),
        gain,
        verdict,
    )
    told = [f"{told_changes(one)}.", one.why, f"({one.source})" if one.source else ""]
    return RemedyRow(one.name, cells, one.name, " ".join(filter(None, told)))
