"""How the learning rate changes over the run."""

from math import cos, pi

from trainer.settings.base import setting
from trainer.settings.component import Component


class Schedule(Component, family="schedule"):
    """The course of the learning rate; chosen by `schedule.name`. Each may begin with a linear warm-up."""

    warmup_epochs: float = setting(
        0.0, "Epochs in which the learning rate rises from 0.", unit="epochs", ge=0, le=10_000
    )

    def multiplier(self, done: float, epochs: int) -> float:
        """Return what multiplies the learning rate when `done` of `epochs` epochs (a fraction counts) are over."""
        if done < self.warmup_epochs:
            return done / self.warmup_epochs
        return self.after_warmup(done, epochs)

    def after_warmup(self, done: float, epochs: int) -> float:
        """Return the multiplier once the warm-up is over."""
        raise NotImplementedError


class Constant(Schedule):
    """The same learning rate throughout."""

    def after_warmup(self, done: float, epochs: int) -> float:  # noqa: ARG002 - the hook's arguments
        return 1.0


class Step(Schedule):
    """Multiply the learning rate by a factor every few epochs."""

    every: int = setting(10, "Epochs between two reductions.", unit="epochs", ge=1, le=100_000)
    factor: float = setting(0.1, "What each reduction multiplies the learning rate by.", gt=0, le=1)

    def after_warmup(self, done: float, epochs: int) -> float:  # noqa: ARG002 - the hook's arguments
        return self.factor ** int(done // self.every)


class Cosine(Schedule):
    """Fall along half a cosine from the end of the warm-up to the end of the run (Loshchilov & Hutter 2017)."""

    final_share: float = setting(0.0, "Share of the learning rate that is left at the end.", ge=0, le=1)

    def after_warmup(self, done: float, epochs: int) -> float:
        whole = epochs - self.warmup_epochs
        progress = min((done - self.warmup_epochs) / whole, 1.0) if whole > 0 else 1.0
        return self.final_share + (1 - self.final_share) * (1 + cos(pi * progress)) / 2
