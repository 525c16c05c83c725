"""What is told of a bisection: each step as a line, and the answer as a document."""

from typing import TYPE_CHECKING

from store.compare.metrics import metric
from store.compare.table import Cell, Column, Document, Row, Table
from trainer.diagnose.bisection import Finding
from tui.diagnosing.changecells import change_cells, change_columns, delta_cell, share_cell, told_share

if TYPE_CHECKING:
    from store.compare.statistics.deltas import Delta
    from trainer.diagnose.bench import Bench
    from trainer.diagnose.bisection import Answer, Bisection
    from trainer.diagnose.confirmation import Confirmation
    from trainer.diagnose.inquiry import Step
    from trainer.diagnose.replay import Progress
    from trainer.diagnose.search import Search


def bisection_document(
    search: "Search | Progress", answer: "Answer", confirmed: "Confirmation | None", figure: str
) -> Document:
    """Return the answer, what it was held against, and every step that led to it."""
    bench = search.bench
    title = f"{bench.experiment.name}: what made {bench.tuned} worse than {bench.baseline}"
    about = (f"Judged by {metric(bench.figure).title} over {search.bisection.evidence.runs} runs.",)
    tables = [_guilty_table(bench, answer)] if answer.guilty else []
    tables += [_confirmation_table(confirmed, figure)] if confirmed else []
    notes = [told_answer(bench, answer)]
    if answer.guilty and confirmed is None:
        notes.append("Not all its runs with fresh seeds have finished, so it is not confirmed; ask again to go on.")
    return Document(title, (*tables, steps_table(bench, search.bisection)), tuple(notes), about)


def told_step(bench: "Bench", step: "Step") -> str:
    """Return a step as a line."""
    seeds = f" ({step.seeds} seeds)" if step.seeds else ""
    share = "" if step.share is None else f", {step.share:z.2f} of the decline"
    return f"{bench.told(step.mixture)}: {step.reason} {step.outcome}{share}{seeds}"


def steps_table(bench: "Bench", bisection: "Bisection") -> Table:
    """Return the steps of a search, in order."""
    rows = tuple(
        Row(
            (
                Cell(str(number), number),
                Cell(bench.told(step.mixture), sorted(step.mixture)),
                Cell(step.reason, step.reason),
                Cell(step.outcome, step.outcome),
                Cell("–" if step.share is None else f"{step.share:z.2f}", step.share),
                Cell(str(step.seeds or ""), step.seeds or None),
            ),
            key=str(number),
        )
        for number, step in enumerate(bisection.steps, 1)
    )
    names = (
        Column("step", "right"),
        Column("tried"),
        Column("question"),
        Column("outcome"),
        Column("share", "right"),
        Column("seeds", "right"),
    )
    notes = ("Share: how much of the decline a mixture shows, as far as its seeds tell.",)
    return Table("Steps", names, rows, notes, "steps")


def told_answer(bench: "Bench", answer: "Answer") -> str:
    """Return an answer as a sentence."""
    if answer.finding is Finding.NO_DECLINE:
        return f"{bench.tuned} is not worse than {bench.baseline} beyond chance, so there is nothing to be blamed."
    if answer.finding is Finding.UNDECIDED:
        return f"Undecided: {answer.reason}."
    names = " and ".join(name for name in bench.changes if name in answer.guilty)
    if len(answer.guilty) == 1:
        return f"{names} does it."
    if answer.interplay is None or answer.left is None:
        return f"{names} do it."
    missing = f"with one of them missing, {told_share(answer.left)} of the decline is left"
    return f"{names} do it, {answer.interplay}: {missing}."


def _guilty_table(bench: "Bench", answer: "Answer") -> Table:
    changes = [change for name, change in bench.changes.items() if name in answer.guilty]
    rows = tuple(Row(change_cells(one), key=one.place) for one in changes)
    return Table("Guilty", change_columns(bench), rows, name="guilty")


def confirmation_lines(confirmed: "Confirmation") -> "tuple[tuple[str, Delta, float | None], ...]":
    """Return what an answer was held against: each difference with its share of the decline."""
    brought, recovered = confirmed.shares
    return (
        ("the whole decline", confirmed.decline, 1.0),
        ("brought by the guilty alone", confirmed.brought, brought),
        ("recovered when they are put back", confirmed.recovered, recovered),
    )


def _confirmation_table(confirmed: "Confirmation", figure: str) -> Table:
    rows = confirmation_lines(confirmed)
    word = "confirmed" if confirmed.holds else "not confirmed"
    return Table(
        f"Held against {metric(figure).title} over fresh seeds: {word}",
        (Column(" ", whole=True), Column(figure, "right", metric(figure).title), Column("share", "right")),
        tuple(Row((Cell(label, label), delta_cell(delta), share_cell(share))) for label, delta, share in rows),
        (f"{confirmed.decline.n} fresh seeds; ± half of a 95 % interval.",),
        "confirmation",
    )
