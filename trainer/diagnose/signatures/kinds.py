"""The kinds of decline that have a name."""

from enum import StrEnum


class Kind(StrEnum):
    """What made a run worse, as far as its curves and figures tell."""

    DIVERGENCE = "divergence"
    BATCH_NORM_MISMATCH = "batch-norm mismatch"
    TOO_HOT_A_START = "too hot a start"
    CLASS_SHIFT = "class shift"
    STOPPED_EARLY = "stopped too early"
    OVERFITTING = "overfitting"
    UNDERFITTING = "underfitting"
    CALIBRATION = "calibration only"
    FORGETTING = "forgetting"
    NOISE = "noise"
