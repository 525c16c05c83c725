"""Where a search stands, in sentences: whether anybody is at it, and what the person can do."""

from typing import TYPE_CHECKING

from tui.diagnosing.bisecting import told_answer
from tui.diagnosing.searchwords import question_line

if TYPE_CHECKING:
    from trainer.diagnose.replay import Progress
    from trainer.launch.errands import Errand
    from tui.screens.search import Look


def state_lines(look: "Look", errand: "Errand") -> list[str]:
    """Return what is searched, and where that stands."""
    return [question_line(look.progress), _state(look, errand)]


def summary(look: "Look") -> str:
    """Return it in a few words."""
    if look.progress.is_over:
        return "over"
    return "searching" if look.under_way else "not running"


def _state(look: "Look", errand: "Errand") -> str:
    if look.under_way:
        return _who(look, errand)
    if look.progress.is_over:
        return f"Over: {_end(look.progress)}"
    if not (look.about or len(look.progress.bisection.steps) > 1):
        most = look.progress.asked.most_runs
        return (
            f"Not begun: s begins. Mixtures of the two are trained, {most} runs at most, until it is clear what did it."
        )
    return "Not running: s goes on from here; nothing that was trained is lost."


def _who(look: "Look", errand: "Errand") -> str:
    pid = look.about.get("pid", "?")
    asked = look.about.get("asked")
    method = asked.get("method") if isinstance(asked, dict) else None
    if method not in {None, "bisect"}:
        return f"Process {pid} tries these changes in another way ({method}), and only one can be at it; x stops it."
    where = str(errand.console) if look.about.get("detached") else "a terminal"
    return f"Searching; x stops it. Process {pid} does it, and prints into {where}"


def _end(progress: "Progress") -> str:
    assert progress.answer is not None
    told = told_answer(progress.bench, progress.answer)
    if not progress.answer.guilty:
        return told
    confirmed = progress.confirmation
    if confirmed is None:
        return f"{told} It could not be confirmed, as a run with a fresh seed failed."
    return f"{told} With fresh seeds this is {'confirmed' if confirmed.holds else 'not confirmed'}."
