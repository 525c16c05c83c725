"""From where on a number is a sign: fixed on digits, judged on other data (docs/signatures.md)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Differences are to the baseline; shares are between 0 and 1."""

    chance: float = 0.05
    """A decline in accuracy counts where so many flips happen by chance less often than this."""
    accuracy: float = 0.01
    """A decline in accuracy that matters."""
    diverged: float = 1.1
    """The training loss after the last epoch, as a multiple of that of guessing."""
    exploded: float = 5.0
    """The mean training loss of the first epoch, as a multiple of that of guessing."""
    at_once: float = 0.05
    """Accuracy that the first epoch takes from the start."""
    knows: float = 0.2
    """By how much more than guessing a start knows that can lose something."""
    by_batch: float = 0.1
    """Accuracy that the statistics of each batch give back."""
    shift: float = 0.06
    """Share of the examples that are given to other classes than there are."""
    most_of: float = 0.5
    """The share of a decline that a gap has to account for."""
    shifted_of: float = 0.75
    """The share of a decline that a shift has to account for: whoever errs by chance errs unevenly, too."""
    spared: float = 0.35
    """What the middle one of the classes loses at most where the classes have shifted, as a share of the mean."""
    by_batch_of: float = 0.4
    """The share of a decline that the statistics of each batch have to give back."""
    few_steps: float = 0.5
    """Steps for each of the baseline's, below which a run may have been stopped too early."""
    falling: float = 0.25
    """How fast the training loss still fell in the last quarter, as a share of how fast on the mean."""
    rise: float = 0.05
    """The share by which the validation loss has risen since its lowest, from which on it is told."""
    gap: float = 0.04
    """How much larger the gap between training and validation accuracy is."""
    unfit: float = 0.02
    """Accuracy on the training set that is missing."""
    calibration: float = 0.05
    """By how much the expected calibration error is larger."""
    mostly_calibration: float = 3.5
    """How many times as much the calibration error grew as accuracy fell, where calibration is the decline."""
    forgotten: float = 0.05
    """Accuracy on the source task that is missing."""
    spreads: float = 2.0
    """Standard deviations of the baseline's seeds that forgetting lies beyond."""


LIMITS = Limits()
