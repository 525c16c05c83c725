"""What a search does, said to somebody who has never heard of one."""

from typing import TYPE_CHECKING

from store.compare.metrics import metric
from trainer.diagnose.bisection import (
    ALONE,
    BOTH_HALVES,
    ENOUGH,
    NARROWED,
    NEEDED,
    ONE_HALF,
    PROOF,
    SPLIT,
    WITHOUT,
)
from trainer.diagnose.inquiry import DECLINES, Part, Step
from tui.diagnosing.changecells import told_share

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainer.diagnose.replay import Progress

FRESH = "held against fresh seeds"
BRINGS = "do they bring it?"
SHORT = {DECLINES: "is it worse?", ALONE: "alone, is it so?", WITHOUT: "is it still so?", ENOUGH: "is that enough?"}
"""Questions in a few words; any other asks whether some changes bring the decline."""
WHY = {
    ONE_HALF: "Half of the changes are made in the baseline. If that brings the decline, what did it is among them; "
    "otherwise it should be in the other half, which is then halved in turn, until one change is left.",
    NARROWED: "These are left after the question above; now half of them is asked.",
    BOTH_HALVES: "No single change was found to do all of it. So both halves are asked: where neither brings the "
    "decline by itself, changes of both do it together.",
    SPLIT: "Neither half brings the decline by itself. So some changes of each do it together: those of one half are "
    "sought while the others are made, too.",
    PROOF: "What was found has to bring the decline when it alone is made in the baseline, and to take it away when it "
    "alone is put back in the tuned variant.",
    NEEDED: "Whatever the others do without is left out of the answer.",
}
"""Why a part of a search is done."""


def part_line(part: Part) -> str:
    """Return what a part of a search is, with the changes that it is about."""
    beside = f"; with {listed(part.present)}" if part.present else ""
    return f"{part.why}: {listed(part.among)}{beside}"


def part_text(part: Part) -> str:
    """Explain a part of a search."""
    beside = f"\nMade meanwhile: {listed(part.present)}." if part.present else ""
    return f"{WHY.get(part.why, '')}\nAmong: {listed(part.among)}.{beside}"


def step_text(progress: "Progress", step: Step) -> str:
    """Explain a question: what is trained for it, what it is, and what came of it."""
    bench = progress.bench
    worse, better = bench.tuned, bench.baseline
    asked = {
        DECLINES: f"Both are trained with more and more seeds until it is clear whether {worse} is worse than {better} "
        "beyond what chance explains.",
        ALONE: f"Only these changes are made in {better}. Is it nearer to {worse} now?",
        WITHOUT: f"What was found is put back in {worse}. Is it still nearer to {worse} as it was than to {better}?",
        ENOUGH: "What they bring alone, and what comes back when they are put back: is that, on the mean of both, "
        f"{progress.asked.share:.0%} of the decline?",
    }.get(step.reason) or _half_text(step)
    made = [name for name in bench.changes if name in step.mixture]
    trained = f"Trained: {better} with {listed(made)}." if made and len(made) < len(bench.changes) else ""
    return "\n".join(part for part in (asked, _outcome_text(step), trained) if part)


def _half_text(step: Step) -> str:
    part = step.trail[-1]
    asked = [name for name in part.among if name in step.mixture]
    beside = f", beside {listed(part.present)}" if part.present else ""
    return (
        f"{listed(asked)} made{beside}: is that nearer to what has the decline than to what has not? "
        "Then what does it is among these."
    )


def _outcome_text(step: Step) -> str:
    if not step.outcome:
        return "This is being found out: the runs below are waited for."
    seeds = f", with {step.seeds} seeds" if step.seeds else ""
    share = "" if step.share is None else f" It shows {told_share(step.share)} of the decline."
    return f"Found: {step.outcome}{seeds}.{share}"


def question_line(progress: "Progress") -> str:
    """Return what is searched."""
    bench, bisection = progress.bench, progress.bisection
    count, title = len(bench.changes), metric(bench.figure).title
    which = "Is it the one changed setting that" if count == 1 else f"Which of {count} changed settings"
    runs = bisection.evidence.runs
    return f"{which} made {bench.tuned} worse than {bench.baseline}? Judged by {title}, from {runs} runs so far."


def listed(names: "Iterable[str]") -> str:
    """Return names in a row; of a set, in alphabetical order."""
    return ", ".join(sorted(names) if isinstance(names, frozenset) else names)
