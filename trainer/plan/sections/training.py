"""How long, how fast and how exactly a run trains, and which weights are kept."""

from typing import Literal

from pydantic import field_validator

from trainer.metrics.choosing import ValidationFigure
from trainer.settings.base import Settings, setting


class Training(Settings):
    """Length, batches, precision and device of the training, and what is measured."""

    epochs: int = setting(
        20, "Passes over the training set; 0 measures the start as it is.", unit="epochs", ge=0, le=100_000
    )
    batch_size: int = setting(32, "Examples in a batch.", unit="examples", ge=1, le=65_536)
    accumulate: int = setting(
        1, "Batches whose gradients are summed for one optimizer step.", unit="batches", ge=1, le=4_096
    )
    precision: Literal["fp32", "bf16", "fp16"] = setting(
        "fp32", "Number format of the forward pass; fp16 scales its loss."
    )
    device: Literal["auto", "cpu", "cuda"] = setting("auto", "Where to train; auto takes a free GPU, or the CPU.")
    deterministic: bool = setting(
        default=False, description="Use only algorithms that give the same bits each time (slower on a GPU)."
    )
    compile: bool = setting(default=False, description="Compile the network with torch.compile.")
    channels_last: bool = setting(
        default=False, description="Keep pictures channel by channel last in memory (faster on newer GPUs)."
    )
    threads: int = setting(
        1, "CPU threads of the run; part of what makes it repeatable.", unit="threads", ge=1, le=1_024
    )
    select: Literal["best", "last"] = setting(
        "best", "Which weights are tested and exported: the best epoch's or the last."
    )
    select_metric: ValidationFigure = setting(
        "val.accuracy", "The validation metric by which the best epoch is chosen."
    )
    measured_examples: int = setting(
        1_000,
        "Size of the fixed, un-augmented part of the training set that train.* is measured on.",
        unit="examples",
        ge=1,
        le=10_000_000,
    )
    corruptions: tuple[Literal["noise", "blur", "contrast", "elastic"], ...] = setting(
        (),
        "Ways in which the test pictures are made worse, at five strengths each, to measure how right the result "
        "stays (Hendrycks & Dietterich 2019); each kind measures the test set five times more.",
        max_length=4,
    )

    @field_validator("corruptions")
    @classmethod
    def _each_once(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        twice = next((kind for kind in kinds if kinds.count(kind) > 1), None)
        if twice:
            raise ValueError(f"{twice!r} stands there twice; each kind is measured once")
        return tuple(sorted(kinds))

    attack_size: float = setting(
        0.0,
        "By how much each pixel (0 to 1) is moved against the network for one more figure (FGSM, Goodfellow et al. "
        "2015), 0.03 say; 0 measures none.",
        ge=0,
        le=1,
    )
    eval_batch_size: int = setting(256, "Examples in a batch when measuring.", unit="examples", ge=1, le=65_536)
