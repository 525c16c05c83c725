"""What is told of remedies: the signature of a decline, what may be tried, what came of it, and what holds."""

from typing import TYPE_CHECKING

from store.compare.figures import NOTHING, Scale, compared_cells
from store.compare.metrics import metric
from store.compare.statistics.verdicts import Verdict
from store.compare.table import Cell, Column, Document, Row, Table
from tui.diagnosing.changecells import delta_cell, share_cell, value_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainer.diagnose.remedies.proposals import Proposal
    from trainer.diagnose.remedies.trials import Cure, Trial, Trials
    from trainer.diagnose.signatures.signature import Signature

NOISE = "noise"
NO_WORD = "No kind of decline that has a name fits the figures; `bisect` says which setting did it."


def signature_table(signature: "Signature") -> Table:
    """Return what a decline looks like: its word first, and what is seen beside it."""
    rows = tuple(
        Row((Cell(sign.kind, sign.kind), Cell(sign.evidence, sign.evidence)), key=sign.kind) for sign in signature.signs
    )
    notes = signature.doubts if rows else (NO_WORD, *signature.doubts)
    return Table("Signature", (Column("looks like"), Column("evidence")), rows, notes, "signature")


def signature_lines(signature: "Signature") -> list[str]:
    """Return what a decline looks like as sentences, its word first."""
    if not signature.signs:
        return [NO_WORD, *signature.doubts]
    first, *others = signature.signs
    beside = f" Also seen: {', '.join(sign.kind for sign in others)}." if others else ""
    looks = "Nothing declined beyond chance" if first.kind == NOISE else f"It looks like {first.kind}"
    return [f"{looks}: {first.evidence}.{beside}", *signature.doubts]


def proposals_table(proposals: "Sequence[Proposal]") -> Table:
    """Return what may be tried, the most promising first."""
    rows = tuple(
        Row(
            (
                Cell(str(number), number),
                Cell(one.name, one.name),
                _changes(one),
                Cell(one.why, one.why),
                Cell("–" if one.time is None else f"×{one.time:.2g}", one.time),
                Cell(one.source, one.source),
            ),
            key=one.name,
        )
        for number, one in enumerate(proposals, 1)
    )
    names = ("#", "remedy", "change", "why", "time", "source")
    notes = (
        ("Time: of a run, as a multiple of the declined variant's.",)
        if rows
        else ("Nothing is known that helps against this and fits the configuration.",)
    )
    columns = tuple(Column(name, "right" if name in {"#", "time"} else "left") for name in names)
    return Table("What may bring it back", columns, rows, notes, "remedies")


def trials_table(trials: "Trials") -> Table:
    """Return what came of what was tried, the best first."""
    figure = metric(trials.bench.figure).title
    tried = sorted(trials.tried, key=lambda trial: -trial.gain)
    columns = (Column("variant"), Column("remedy"), Column(f"{figure} won", "right"), Column("verdict"))
    notes = (f"Against {trials.bench.tuned} with the same {len(trials.seeds)} seeds; ± half of a 95 % interval.",)
    return Table(f"Tried, judged by {figure}", columns, tuple(map(_trial_row, tried)), notes, "tried")


def cure_table(trial: "Trial", cure: "Cure") -> Table:
    """Return what the chosen remedy does to fresh seeds."""
    title = metric(cure.figure).title
    rows = (
        Row((Cell("the decline", "decline"), delta_cell(cure.decline), share_cell(1.0)), key="decline"),
        Row((Cell(f"won by {trial.proposal.name}", "gain"), delta_cell(cure.gain), share_cell(cure.share)), key="gain"),
    )
    word = "confirmed" if cure.holds else "not confirmed"
    columns = (Column(" ", whole=True), Column(cure.figure, "right", title), Column("share", "right"))
    notes = (f"{cure.gain.n} fresh seeds; ± half of a 95 % interval.",)
    return Table(f"Held against {title} over fresh seeds: {word}", columns, rows, notes, "cure")


def remedies_document(
    title: str, signature: "Signature", proposals: "Sequence[Proposal]", trials: "Trials", cure: "Cure | None"
) -> Document:
    """Return all that is known of what brings a variant back."""
    tables = [signature_table(signature), proposals_table(proposals)]
    best = trials.best()
    notes = [told_best(trials, cure)] if trials.tried else []
    if trials.bench.figure.startswith("test."):
        notes.append("Chosen by the test set, a remedy is not held against anything new but seeds.")
    if trials.tried:
        tables.append(trials_table(trials))
    if best is not None and cure is not None:
        tables.append(cure_table(best, cure))
    return Document(title, tuple(tables), tuple(notes))


def told_best(trials: "Trials", cure: "Cure | None") -> str:
    """Return what won most, and whether it is a remedy."""
    best, figure = trials.best(), metric(trials.bench.figure).title
    if best is None:
        return f"Nothing that was tried has more {figure}."
    name = f"{best.proposal.name} ({best.variant})"
    if cure is None and (best.compared is None or best.compared.verdict is not Verdict.BETTER):
        return f"{name} has the most {figure} so far, which may be chance."
    if cure is None:
        return f"{name} won most {figure}; not all its runs with fresh seeds have finished, so it is no remedy yet."
    if not cure.holds:
        return f"{name} won most {figure}, but fresh seeds do not confirm it."
    share = "" if cure.share is None else f", {cure.share:.0%} of the decline"
    return f"{name} is a remedy: on fresh seeds it wins {cure.gain.mean:.3f} {metric(cure.figure).title}{share}."


def _trial_row(trial: "Trial") -> Row:
    words = Cell(trial.variant, trial.variant), Cell(trial.proposal.name, trial.proposal.name)
    if trial.compared is None:
        return Row((*words, NOTHING, Cell("not all its runs finished", None, "dim")), key=trial.variant)
    gain, verdict, _ = compared_cells(trial.compared, Scale(1.0, 3))
    return Row((*words, gain, verdict), key=trial.variant)


def _changes(proposal: "Proposal") -> Cell:
    return Cell(told_changes(proposal), {one.place: one.after for one in proposal.changes.values()})


def told_changes(proposal: "Proposal") -> str:
    """Return what a proposal changes, in a line."""
    return "; ".join(
        f"{one.name} {value_cell(one.before).text} → {value_cell(one.after).text}" for one in proposal.changes.values()
    )
