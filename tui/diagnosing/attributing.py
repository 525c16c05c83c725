"""What is told of changes that were all tried in the same way: what each recovers put back, and each one's share."""

from typing import TYPE_CHECKING

from store.compare.figures import NOTHING, compared_cells, scale_of
from store.compare.metrics import metric
from store.compare.table import Cell, Column, Document, Row, Table
from tui.diagnosing.changecells import change_cells, change_columns, delta_cell, share_cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.compare.compared import Compared
    from store.compare.figures import Scale
    from trainer.diagnose.bench import Bench
    from trainer.diagnose.evidence import Mixture
    from trainer.diagnose.fixed import Measured
    from trainer.diagnose.put_back import PutBack
    from trainer.diagnose.shapley import Design, Shapley

ALL = "all of them together"


def put_back_document(bench: "Bench", found: "PutBack") -> Document:
    """Return what each change recovers when it alone is put back, the one that recovers most first."""
    title = f"{bench.experiment.name}: what {bench.tuned} recovers when one change is put back"
    tables = [_recovery_table(bench, found)] if found.whole.delta else []
    tables += [_refused_table(bench, found.refused)] if found.refused else []
    return Document(title, tuple(tables), tuple(_doubts(bench, found)), _about(bench, found.measured))


def _recovery_table(bench: "Bench", found: "PutBack") -> Table:
    deltas = [found.whole, *found.recovered.values()]
    scale = scale_of(metric(bench.figure), list(found.measured.figures.values()), [one.delta for one in deltas])
    rows = [
        Row((*change_cells(bench.changes[name]), *_recovery_cells(found, one, scale)), key=bench.changes[name].place)
        for name, one in found.recovered.items()
    ]
    whole = (Cell(ALL, ALL), Cell(bench.baseline), NOTHING, *_recovery_cells(found, found.whole, scale))
    columns = (
        *change_columns(bench),
        Column("recovered", "right"),
        Column("share", "right"),
        Column("verdict"),
        Column("p", "right", drop=1),
    )
    title = metric(bench.figure).title
    notes = (
        f"Recovered: how much better in {title} than {bench.tuned}; all intervals hold together at 95 %.",
        "Share: of what all changes together have lost.",
    )
    return Table("Put back alone", columns, (*rows, Row(whole)), notes, "put_back")


def _recovery_cells(found: "PutBack", one: "Compared", scale: "Scale") -> tuple[Cell, ...]:
    difference, verdict, chance = compared_cells(one, scale)
    return difference, share_cell(found.share(one.delta)), verdict, chance


def _refused_table(bench: "Bench", refused: "Mapping[str, str]") -> Table:
    rows = tuple(
        Row((Cell(name, bench.changes[name].place), Cell(why, why)), key=bench.changes[name].place)
        for name, why in refused.items()
    )
    return Table("Cannot be put back alone", (Column("change", whole=True), Column("why")), rows, name="refused")


def _doubts(bench: "Bench", found: "PutBack") -> list[str]:
    lost = {mixture: why for mixture, why in found.measured.refused.items() if mixture in _both(bench)}
    doubts = [f"{bench.told(mixture)} cannot be had: {why}" for mixture, why in lost.items()]
    if not lost and not found.declines:
        doubts.append(_no_decline(bench))
    return doubts


def _both(bench: "Bench") -> "tuple[Mixture, Mixture]":
    return frozenset(), frozenset(bench.changes)


def _no_decline(bench: "Bench") -> str:
    return f"{bench.tuned} is not worse than {bench.baseline} beyond chance, with the seeds that there are."


def shapley_document(bench: "Bench", found: "Shapley") -> Document:
    """Return each change's share of the decline, or why that cannot be computed."""
    title = f"{bench.experiment.name}: each change's share of what {bench.tuned} lost"
    tables = [_shares_table(bench, found)] if found.decline else []
    tables += [_lost_table(bench, found.measured)] if found.measured.refused else []
    notes = []
    if found.measured.refused:
        notes = ["The shares cannot be computed: they need mixtures of the changes that cannot be had."]
    elif found.decline and not (found.decline.clear and found.decline.mean > 0):
        notes = [_no_decline(bench)]
    about = (*_about(bench, found.measured), told_design(found.design))
    return Document(title, tuple(tables), tuple(notes), about)


def told_design(design: "Design") -> str:
    """Say how the shares are found."""
    seeds = len(design.seeds)
    if not design.orders:
        return f"Exact Shapley values: all {2 ** len(design.changes)} mixtures of the changes, with {seeds} seeds each."
    return (
        f"Sampled Shapley values: {seeds} orders of making the changes, drawn by chance, each with a seed of its own."
    )


def _shares_table(bench: "Bench", found: "Shapley") -> Table:
    assert found.decline is not None
    whole = found.decline.mean
    rows = [
        Row(
            (*change_cells(bench.changes[name]), delta_cell(delta), share_cell(delta.mean / whole if whole else None)),
            key=bench.changes[name].place,
        )
        for name, delta in found.shares.items()
    ]
    last = (Cell(ALL, ALL), Cell(bench.baseline), Cell(bench.tuned), delta_cell(found.decline))
    covered = "orders and seeds" if found.design.orders else "seeds"
    columns = (*change_columns(bench), Column("lost", "right"), Column("share", "right"))
    notes = (
        f"Lost: in {metric(bench.figure).title}, on the mean over all orders of making the changes.",
        "The lost parts sum to the whole decline.",
        f"± is half of a 95 % interval, each by itself, for the chance in {covered}.",
    )
    return Table("Shares of the decline", columns, (*rows, Row((*last, share_cell(1.0)))), notes, "shares")


def _lost_table(bench: "Bench", measured: "Measured") -> Table:
    rows = tuple(
        Row((Cell(bench.told(mixture), sorted(mixture)), Cell(why, why)), key=bench.told(mixture))
        for mixture, why in measured.refused.items()
    )
    return Table("Cannot be had", (Column("mixture", whole=True), Column("why")), rows, name="refused")


def _about(bench: "Bench", measured: "Measured") -> tuple[str, ...]:
    return (f"Judged by {metric(bench.figure).title} over {measured.runs} runs.",)
