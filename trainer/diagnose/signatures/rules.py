"""What each kind of decline shows: a rule a kind, the more particular first. A rule returns its evidence, or nothing.

The rules follow what is known of learning curves (Goodfellow, Bengio & Courville 2016, chapters 5, 8 and 11), of batch
norm (Ioffe & Szegedy 2015), calibration (Guo et al. 2017), label shift (Lipton et al. 2018) and forgetting (Kirkpatrick
et al. 2017).
"""

from collections.abc import Callable

from trainer.diagnose.signatures.case import Case
from trainer.diagnose.signatures.kinds import Kind
from trainer.diagnose.signatures.limits import LIMITS as LIMIT

Rule = Callable[[Case], str]


def exploded(case: Case) -> str:
    """Tell that the loss left all bounds, at once or later."""
    if case.tuned.broke:
        return f"{case.tuned.broke[0]}"
    if (case.first_loss or 0.0) > LIMIT.exploded:
        return f"the mean loss of the first epoch is {case.first_loss:.3g} times that of guessing"
    return ""


def ended_high(case: Case) -> str:
    """Tell that it ends worse than whoever guesses."""
    if (case.last_loss or 0.0) > LIMIT.diverged:
        return f"the training loss ends at {case.last_loss:.3g} times that of guessing"
    return ""


def too_hot(case: Case) -> str:
    """Tell that the first epoch took away what the start could do."""
    start, lost = case.tuned.figure("start.val.accuracy"), case.lost_at_once
    if start is None or lost is None or case.tuned.has_new_head:
        return ""
    if start < 1 / max(case.tuned.classes, 2) + LIMIT.knows or lost < LIMIT.at_once:
        return ""
    return f"validation accuracy was {start:.3f} before the first step and {start - lost:.3f} after the first epoch"


def mismatched(case: Case) -> str:
    """Tell that training mode and evaluation mode disagree on the same examples."""
    enough = max(LIMIT.by_batch, LIMIT.by_batch_of * (case.lost("val.accuracy") or 0.0))
    if (case.by_batch or 0.0) < enough or (case.gap or 0.0) > LIMIT.gap:
        return ""
    accuracy = case.tuned.figure("train.accuracy")
    return (
        f"on the same training examples it is right for {accuracy:.3f} by the statistics that its batch norms keep, "
        f"and for {(accuracy or 0) + (case.by_batch or 0):.3f} by those of each batch"
    )


def shifted(case: Case) -> str:
    """Tell that it answers with other classes than there are, though it fits what it was trained on."""
    lost, unfit = case.lost("val.accuracy") or 0.0, case.lost("train.accuracy") or 0.0
    shift = case.shift or 0.0
    if case.spared is None or case.spared > LIMIT.spared:
        return ""
    if shift < max(LIMIT.shift, LIMIT.shifted_of * lost) or unfit > LIMIT.most_of * lost:
        return ""
    return f"{shift:.1%} of the validation examples are given to other classes than there are, beyond the baseline's"


def cut_short(case: Case) -> str:
    """Tell that it was still learning when it ended, after far fewer steps than the baseline."""
    unfit, steps = case.lost("train.accuracy") or 0.0, case.steps
    learning = case.still_falling >= LIMIT.falling and unfit >= LIMIT.unfit / 2 and (case.gap or 0.0) < LIMIT.gap
    if steps is None or steps > LIMIT.few_steps or not learning:
        return ""
    return (
        f"it took {steps:.0%} of the baseline's steps, and in the last quarter of its epochs its training loss still "
        f"fell {case.still_falling:.0%} as fast as on the mean"
    )


def overfitted(case: Case) -> str:
    """Tell that it fits what it was trained on, and not what it was not."""
    gap, lost = case.gap or 0.0, case.lost("val.accuracy") or 0.0
    if gap < max(LIMIT.gap, LIMIT.most_of * lost):
        return ""
    own = case.tuned.figure("gap.accuracy") or 0.0
    rise = f"; its validation loss has risen by {case.rise:.0%} since its lowest" if case.rise > LIMIT.rise else ""
    return f"train accuracy is {own:.3f} higher than validation accuracy, the baseline's {own - gap:.3f}{rise}"


def underfitted(case: Case) -> str:
    """Tell that it does not even fit what it was trained on."""
    unfit, gap = case.lost("train.accuracy") or 0.0, case.gap or 0.0
    if unfit < max(LIMIT.unfit, gap):
        return ""
    own = case.tuned.figure("train.accuracy") or 0.0
    return f"train accuracy is {own:.3f}, the baseline's {own + unfit:.3f}"


def mostly_miscalibrated(case: Case) -> str:
    """Tell that it lost a little accuracy, and far more of its calibration."""
    more = -(case.lost("val.calibration_error") or 0.0)
    is_most = more > LIMIT.mostly_calibration * (case.lost("val.accuracy") or 0.0)
    return miscalibrated(case) if is_most else ""


def miscalibrated(case: Case) -> str:
    """Tell that it is surer, or less sure, than it is right."""
    more = -(case.lost("val.calibration_error") or 0.0)
    if more < LIMIT.calibration:
        return ""
    own = case.tuned.figure("val.calibration_error") or 0.0
    return f"validation calibration error is {own:.3f}, the baseline's {own - more:.3f}"


def forgot(case: Case) -> str:
    """Tell that it lost more of the source task than the baseline did."""
    lost = case.lost("source.accuracy") or 0.0
    if lost < LIMIT.forgotten or case.beyond_seeds("source.accuracy") < LIMIT.spreads:
        return ""
    own = case.tuned.figure("source.accuracy") or 0.0
    return f"source accuracy is {own:.3f}, the baseline's {own + lost:.3f}"


OF_ACCURACY: tuple[tuple[Kind, Rule], ...] = (
    (Kind.DIVERGENCE, exploded),
    (Kind.TOO_HOT_A_START, too_hot),
    (Kind.BATCH_NORM_MISMATCH, mismatched),
    (Kind.DIVERGENCE, ended_high),
    (Kind.CLASS_SHIFT, shifted),
    (Kind.STOPPED_EARLY, cut_short),
    (Kind.OVERFITTING, overfitted),
    (Kind.CALIBRATION, mostly_miscalibrated),
    (Kind.UNDERFITTING, underfitted),
)
"""Asked where accuracy declined, in this order."""
OF_THE_REST: tuple[tuple[Kind, Rule], ...] = ((Kind.FORGETTING, forgot), (Kind.CALIBRATION, miscalibrated))
"""Asked where it did not, or where no rule for that holds."""
