"""What brings a worse variant back, as far as it was tried: nothing is trained for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import StoreError

if TYPE_CHECKING:
    from store.compare.table import Document, Table
    from trainer.diagnose.bench import Bench
    from tui.reporting.culprits import Searches
    from tui.reporting.findings import Findings

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


def known_cures(found: "Findings", searches: "Searches") -> Cures:
    """Return what the store knows of remedies for the variants that can be searched."""
    from trainer.settings.problems import PlanError

    documents = {}
    for label, one in searches.replays.items():
        try:
            documents[label] = _known(found, one.search.bench)
        except (StoreError, PlanError):  # `remedies` tells it
            continue
    return Cures(documents)


def _known(found: "Findings", bench: "Bench") -> "Document":
    from trainer.diagnose.remedies.kept import kept_trials
    from trainer.diagnose.remedies.proposals import proposals
    from trainer.diagnose.signatures.signature import signature_of
    from tui.remedying import remedies_document

    names = (f"{found.wish.experiment}/{one}" for one in (bench.tuned, bench.baseline))
    signature = signature_of(*(found.store.find_group(name) for name in names))
    known = proposals(bench.experiment.variants[bench.tuned], [sign.kind for sign in signature.signs])
    return remedies_document("", signature, known, *kept_trials(bench, known))
