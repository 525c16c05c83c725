"""What brings a worse variant back, as far as it was tried: nothing is trained for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import StoreError

if TYPE_CHECKING:
    from store.compare.table import Document, Table
    from tui.reporting.culprits import Searches

TOLD = ("signature", "tried", "cure")
"""Proposals that nobody tried are left to `remedies`."""


@dataclass(frozen=True)
class Cures:
    """What is known of remedies, by the label of each worse variant."""

    documents: "Mapping[str, Document]"

    def sentences(self) -> Iterator[str]:
        """Yield what is a remedy, or what has won most so far; nothing where nothing was tried."""
        for label, document in self.documents.items():
            yield from (f"For {label}: {sentence}" for sentence in document.notes)

    def tables(self) -> "Iterator[Table]":
        """Yield for each variant what its decline looks like, what was tried, and what fresh seeds say of the best."""
        for label, document in self.documents.items():
            yield from (one.called(label) for one in document.tables if one.name in TOLD and one.rows)

    def untried(self, label: str) -> bool:
        """Say whether nothing has been tried that might bring a variant back."""
        return not self.documents[label].notes


def known_cures(searches: "Searches") -> Cures:
    """Return what the store knows of remedies for the variants that can be searched."""
    from trainer.diagnose.remedies.board import board_of
    from trainer.settings.problems import PlanError
    from tui.diagnosing.remedying import remedies_document

    documents = {}
    for label, one in searches.replays.items():
        try:
            board = board_of(one.bench)
        except (StoreError, PlanError):  # `remedies` tells it
            continue
        documents[label] = remedies_document("", board.signature, board.proposals, board.trials, board.cure)
    return Cures(documents)
