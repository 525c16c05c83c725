"""Remedies tried: chosen by validation with the seeds that are known, held against the test set with fresh ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from store.compare.compared import MARGIN, Compared, compare_values
from store.compare.metrics import metric
from store.compare.statistics.deltas import Delta, difference
from store.compare.statistics.summary import mean
from store.run import Run
from trainer.diagnose.bench import Bench
from trainer.diagnose.evidence import BASELINE
from trainer.diagnose.remedies.proposals import Proposal, together
from trainer.diagnose.search import FEWEST_FRESH, Wait

SEARCHED = "searched"
"""What the proposal is called that a search over strengths has found."""
MOST_TOGETHER = 3
"""How many remedies are tried in one."""
Figures = dict[int, float]
"""By seed; more is better."""


@dataclass(frozen=True)
class Trial:
    """A proposal that was run beside the declined variant; `compared` is None where its runs failed."""

    proposal: Proposal
    variant: str
    figures: Figures
    compared: Compared | None

    @property
    def is_several(self) -> bool:
        """Whether it is several remedies in one."""
        return self.proposal.kind is None and self.proposal.name != SEARCHED

    @property
    def gain(self) -> float:
        """What it wins, on the mean; nothing where that is not known."""
        return self.compared.delta.mean if self.compared is not None and self.compared.delta is not None else 0.0


@dataclass(frozen=True, slots=True)
class Cure:
    """What the chosen remedy does to figures of fresh seeds."""

    figure: str
    decline: Delta
    gain: Delta

    @property
    def share(self) -> float | None:
        """Which share of the decline it brings back; None where there is none."""
        return self.gain.mean / self.decline.mean if self.decline.mean > 0 else None

    @property
    def holds(self) -> bool:
        """Whether it is clearly better than the declined variant."""
        return self.gain.clear and self.gain.mean > 0


@dataclass
class Trials:
    """Tries proposals on the bench of a declined variant."""

    bench: Bench
    wait: Wait
    tried: list[Trial] = field(default_factory=list)

    def each(self, proposals: Sequence[Proposal]) -> None:
        """Try proposals one by one, with the seeds of the declined variant."""
        runs = [(proposal, self.queue(proposal)) for proposal in proposals]
        self.wait([run for _, members in runs for run in members], f"{len(runs)} remedies")
        self.judge(runs)

    def best_together(self) -> None:
        """Try those in one that won most by themselves, where there are several."""
        chosen = [trial.proposal for trial in self._in_order() if trial.gain > 0][:MOST_TOGETHER]
        found = together(self.bench.experiment.variants[self.bench.tuned], chosen)
        if found is not None:
            runs = self.queue(found)
            self.wait(runs, found.name)
            self.judge([(found, runs)])

    def best(self) -> Trial | None:
        """Return the trial that won most, or None where none won anything.

        Several remedies in one have to win more than one of them by what matters: else the simpler one is it.
        """
        simple = next((trial for trial in self._in_order() if trial.gain > 0 and not trial.is_several), None)
        several = next((trial for trial in self._in_order() if trial.gain > 0 and trial.is_several), None)
        if simple is None or (several is not None and several.gain > simple.gain + self._margin()):
            return several
        return simple

    def confirm(self, trial: Trial) -> Cure | None:
        """Hold a trial against a figure of fresh seeds; None where runs of these failed."""
        sides = self.queue_fresh(trial)
        self.wait([run for side in sides for run in side], f"fresh seeds for {trial.proposal.name}")
        return cure_of(self.bench, *sides)

    def queue_fresh(self, trial: Trial) -> tuple[list[Run], list[Run], list[Run]]:
        """Queue baseline, declined variant and trial with fresh seeds, as far as the store has no such runs."""
        bench = self.bench
        seeds = bench.fresh_seeds(max(FEWEST_FRESH, len(self.seeds)))
        whole = frozenset(bench.changes)
        return bench.run(BASELINE, seeds), bench.run(whole, seeds), bench.run_variant(trial.variant, seeds)

    @property
    def seeds(self) -> list[int]:
        """The seeds that the declined variant has finished with."""
        return sorted(self.declined())

    def declined(self) -> Figures:
        """Return the declined variant's figures."""
        bench = self.bench
        return bench.figures(bench.store.find_group(f"{bench.experiment.name}/{bench.tuned}"))

    def queue(self, proposal: Proposal) -> list[Run]:
        """Queue a proposal with the declined variant's seeds, as far as the store has no such runs."""
        bench = self.bench
        variant = bench.add(f"{bench.tuned}+{proposal.name}", proposal.config, proposal.why or proposal.name)
        return bench.run_variant(variant, self.seeds)

    def judge(self, runs: Sequence[tuple[Proposal, list[Run]]]) -> None:
        """Compare everything that was tried with the declined variant, all at once."""
        for proposal, members in runs:
            name = str(members[0].record["variant"]) if members else ""
            self.tried.append(Trial(proposal, name, self.bench.figures(members), None))
        declined = self.declined()
        known = [trial for trial in self.tried if trial.figures]
        found = compare_values(declined, [trial.figures for trial in known], [+1] * len(known), self._margin())
        judged = dict(zip(map(id, known), found, strict=True))
        self.tried = [Trial(t.proposal, t.variant, t.figures, judged.get(id(t))) for t in self.tried]

    def _margin(self) -> float:
        """Return what matters, in the figure's own unit."""
        is_share = metric(self.bench.figure).quantity.is_share
        return MARGIN if is_share else MARGIN * abs(mean(list(self.declined().values())))

    def _in_order(self) -> list[Trial]:
        return sorted(self.tried, key=lambda trial: -trial.gain)


def cure_of(bench: Bench, baseline: Sequence[Run], tuned: Sequence[Run], cured: Sequence[Run]) -> Cure | None:
    """Return what a remedy does to the test set's figure of runs with fresh seeds; None where some have none."""
    figure = bench.held_out_figure()
    before, declined, after = (bench.figures(runs, figure) for runs in (baseline, tuned, cured))
    decline, gain = difference(declined, before), difference(declined, after)
    return None if decline is None or gain is None else Cure(figure, decline, gain)
