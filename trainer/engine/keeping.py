"""Which weights stay in a run's folder, and where they are while it trains."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from store.run import BEST, LAST

EVERY = "every:"


@dataclass(frozen=True)
class Keep:
    """What stays of a run that has finished. A run that keeps nothing writes no weights at all unless it is stopped."""

    best: bool = True
    """The selected weights, which others start from and which are taken away."""
    last: bool = True
    """Everything that training goes on from; of no use once a run has finished."""
    every: int = 0
    """The weights after each so many epochs."""

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """Return what words such as `best`, `last` and `every:5` say; without any, nothing is kept."""
        known = list(words)
        every = next((int(word.removeprefix(EVERY)) for word in known if word.startswith(EVERY)), 0)
        return cls("best" in known, "last" in known, every)

    @property
    def nothing(self) -> bool:
        """Whether nothing is kept."""
        return not (self.best or self.last or self.every)

    def wants(self, epoch: int) -> bool:
        """Say whether the weights after an epoch are kept."""
        return bool(self.every) and epoch % self.every == 0

    def tidy(self, folder: Path) -> None:
        """Remove from the folder of a run that has finished what does not stay."""
        for name, stays in ((BEST, self.best), (LAST, self.last)):
            if not stays:
                (folder / name).unlink(missing_ok=True)


ALL = Keep()


def epoch_file(epoch: int) -> str:
    """Return the name of the file with the weights after an epoch."""
    return f"epoch-{epoch:05}.safetensors"
