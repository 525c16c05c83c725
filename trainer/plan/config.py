"""A resolved configuration: everything that decides what a run does, except its seed."""

from pydantic import Field

from trainer.data.base import DataSource
from trainer.networks.base import Network
from trainer.plan.sections.optimizer import Adam, Optimizer
from trainer.plan.sections.schedule import Constant, Schedule
from trainer.plan.sections.training import Training
from trainer.regularizers.base import Regularizer, in_canonical_order
from trainer.settings.base import Settings

SECTIONS = ("data", "source", "network", "optimizer", "schedule", "training", "regularizers")
"""The sections in the order in which they are shown."""


class Config(Settings):
    """One variant, resolved. `regularizers` holds the methods that are on, by name."""

    data: DataSource
    source: DataSource | None = None
    network: Network
    optimizer: Optimizer = Adam()
    schedule: Schedule = Constant()
    training: Training = Training()
    regularizers: dict[str, Regularizer] = Field(default_factory=dict)

    def methods(self) -> list[Regularizer]:
        """Return the methods in the canonical order, in which the loop folds their hooks."""
        return in_canonical_order(list(self.regularizers.values()))
