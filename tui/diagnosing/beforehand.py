"""What is said before a search or a trial of remedies: how many runs are trained, and how long that takes."""

from typing import TYPE_CHECKING

from store.names import find_rows
from store.status import Status
from tui.formats import duration, mean, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.row import Row
    from trainer.diagnose.asked import Asked
    from trainer.diagnose.remedies.board import Board, Standing

SIDES = 3
"""Baseline, declined variant and remedy: what is run with fresh seeds."""


def trial_told(board: "Board", chosen: "Sequence[Standing]") -> tuple[str, str]:
    """Return the question whether remedies are to be tried, and what that takes."""
    names = ", ".join(one.proposal.name for one in chosen)
    left = [len(set(board.trials.seeds) - {row.seed for row in one.rows}) for one in chosen]
    seconds = _seconds_of_declined(board)
    total = seconds and sum(seconds * (one.proposal.time or 1.0) * runs for one, runs in zip(chosen, left, strict=True))
    text = f"{_takes(sum(left), total)} They use the seeds of {board.bench.tuned}."
    return f"Try {names}?", text


def confirmation_told(board: "Board") -> tuple[str, str]:
    """Return the question whether what won most is to be held against fresh seeds, and what that takes."""
    best, seeds = board.trials.best(), board.trials.fresh_seeds
    name = best.proposal.name if best else ""
    sides = (board.bench.baseline, board.bench.tuned, name)
    runs = SIDES * len(seeds)
    seconds = _seconds_of_declined(board)
    text = f"{_takes(runs, seconds and seconds * runs, most='at most ')} {plural(len(seeds), 'new seed')} of each of "
    return f"Confirm {name} with fresh seeds?", f"{text}{', '.join(sides)}, judged by the test set."


def search_told(asked: "Asked", rows: "Sequence[Row]") -> tuple[str, str]:
    """Return the question whether a search is to begin, and what that may take; `rows` are all runs."""
    seconds = _seconds_of_one(f"{asked.experiment}/{asked.tuned}", rows)
    each = f", each about {duration(seconds)}" if seconds else ""
    text = (
        f"It trains runs in the background until it knows, at most {plural(asked.most_runs, 'run')}{each}. "
        "What was trained before is used again. x stops it at any time."
    )
    return "Begin the search?", text


def _takes(runs: int, seconds: float | None, most: str = "") -> str:
    how_long = f", about {duration(seconds)} one after another" if seconds else ""
    return f"Trains {most}{plural(runs, 'run')}{how_long}."


def _seconds_of_declined(board: "Board") -> float | None:
    return _seconds_of_one(f"{board.bench.experiment.name}/{board.bench.tuned}", board.bench.rows())


def _seconds_of_one(group: str, rows: "Sequence[Row]") -> float | None:
    """Return how long the runs of a group took, on the mean; None where none has finished."""
    return mean([row.seconds for row in find_rows(group, rows) if row.status is Status.FINISHED and row.seconds])
