"""All that a store knows of what may bring a variant back: its signature, what is proposed, and how far trials are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.row import Row
from store.run import Run
from trainer.diagnose.bench import Bench
from trainer.diagnose.remedies.kept import kept_trials, rows_by_variant
from trainer.diagnose.remedies.proposals import Proposal, proposals
from trainer.diagnose.remedies.trials import Cure, Trial, Trials, variant_of
from trainer.diagnose.signatures.signature import Signature, signature_of


@dataclass(frozen=True)
class Standing:
    """A proposal, the runs that try it, and what came of them, if they have ended."""

    proposal: Proposal
    rows: tuple[Row, ...] = ()
    trial: Trial | None = None
    is_tried: bool = False
    """Whether it was queued with every seed of the declined variant."""


@dataclass(frozen=True)
class Board:
    """What is known of remedies of the bench's declined variant."""

    bench: Bench
    signature: Signature
    standings: tuple[Standing, ...]
    trials: Trials
    cure: Cure | None

    @property
    def proposals(self) -> list[Proposal]:
        """What is proposed, in order."""
        return [standing.proposal for standing in self.standings]


def board_of(bench: Bench) -> Board:
    """Read what the store knows by now."""
    name = bench.experiment.name
    signature = signature_of(*(bench.store.find_group(f"{name}/{one}") for one in (bench.tuned, bench.baseline)))
    proposed = proposals(bench.experiment.variants[bench.tuned], [sign.kind for sign in signature.signs])
    trials, cure = kept_trials(bench)
    rows = rows_by_variant(bench)
    tried = {trial.variant: trial for trial in trials.tried}
    standings = [_standing(trials, proposal, rows, tried) for proposal in proposed]
    shown = {standing.proposal.name for standing in standings}
    others = [trial.proposal for trial in trials.tried if trial.proposal.name not in shown]
    standings += [_standing(trials, proposal, rows, tried) for proposal in others]
    return Board(bench, signature, tuple(standings), trials, cure)


def _standing(
    trials: Trials, proposal: Proposal, rows: Mapping[str, Sequence[Row]], tried: Mapping[str, Trial]
) -> Standing:
    variant = variant_of(trials.bench, proposal)
    own = tuple(rows.get(variant, ()))
    return Standing(proposal, own, tried.get(variant), set(trials.seeds) <= {row.seed for row in own})


def try_proposals(board: Board, chosen: Sequence[Proposal]) -> list[Run]:
    """Queue proposals with the declined variant's seeds, and return their runs."""
    return [run for proposal in chosen for run in board.trials.queue(proposal)]


def confirm_best(board: Board) -> list[Run]:
    """Queue what the best trial is held against; nothing where there is none."""
    best = board.trials.best()
    return [] if best is None else [run for side in board.trials.queue_fresh(best) for run in side]
