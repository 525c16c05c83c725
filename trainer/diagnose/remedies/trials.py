"""Remedies tried: chosen by the seeds that are known, held against the test set with fresh ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from store.compare.compared import MARGIN, Compared, compare_values, margin_of
from store.compare.metrics import metric
from store.compare.statistics.deltas import Delta, difference
from store.names import PROBE, find_rows
from store.run import Run
from store.status import NON_FINITE
from trainer.diagnose.bench import Bench
from trainer.diagnose.evidence import BASELINE
from trainer.diagnose.remedies.proposals import JOINT, Proposal, together
from trainer.diagnose.search import FEWEST_FRESH, Wait
from trainer.plan.identity import digest

SEARCHED = "searched"
"""What the proposal is called that a search over strengths has found."""
MOST_TOGETHER = 3
"""How many remedies are tried in one."""
DIVERGED = 0.0
"""The share that a declined run comes to which left all bounds: nothing it says is right."""
Figures = dict[int, float]
"""By seed; more is better."""


@dataclass(frozen=True)
class Trial:
    """A proposal that was run beside the declined variant; `compared` is None where a run of it did not finish."""

    proposal: Proposal
    variant: str
    compared: Compared | None = None

    @property
    def is_several(self) -> bool:
        """Whether it is several remedies in one."""
        return JOINT in self.proposal.name

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
        self.wait(
            [run for _, members in runs for run in members], "1 remedy" if len(runs) == 1 else f"{len(runs)} remedies"
        )
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
        return self.cure(*sides)

    def queue_fresh(self, trial: Trial) -> tuple[list[Run], list[Run], list[Run]]:
        """Queue baseline, declined variant and trial with fresh seeds, as far as the store has no such runs."""
        bench, whole = self.bench, frozenset(self.bench.changes)
        seeds = self.fresh_seeds
        return bench.run(BASELINE, seeds), bench.run(whole, seeds), bench.run_variant(trial.variant, seeds)

    def cure(self, baseline: Sequence[Run], tuned: Sequence[Run], cured: Sequence[Run]) -> Cure | None:
        """Return what a remedy does to the test set's figure with fresh seeds; None unless all of them have one."""
        figure = self.bench.held_out_figure()
        before, after = (self.bench.figures(runs, figure) for runs in (baseline, cured))
        declined = figures_of_declined(self.bench, tuned, figure)
        if any(not set(self.fresh_seeds) <= set(side) for side in (before, declined, after)):
            return None
        decline, gain = difference(declined, before), difference(declined, after)
        return None if decline is None or gain is None else Cure(figure, decline, gain)

    @cached_property
    def fresh_seeds(self) -> list[int]:
        """The seeds that a remedy is held against."""
        return self.bench.fresh_seeds(max(FEWEST_FRESH, len(self.seeds)))

    @cached_property
    def seeds(self) -> list[int]:
        """The seeds that the declined variant has a figure for."""
        return sorted(self.declined)

    @cached_property
    def declined(self) -> Figures:
        """The declined variant's figures."""
        bench = self.bench
        rows = find_rows(f"{bench.experiment.name}/{bench.tuned}", bench.rows())
        return figures_of_declined(bench, [bench.store.run(row.id) for row in rows], bench.figure)

    def queue(self, proposal: Proposal) -> list[Run]:
        """Queue a proposal with the declined variant's seeds, as far as the store has no such runs."""
        return self.bench.run_variant(variant_of(self.bench, proposal), self.seeds)

    def judge(self, runs: Sequence[tuple[Proposal, Sequence[Run]]]) -> None:
        """Compare everything that was tried with the declined variant, all at once."""
        new = [(proposal, variant_of(self.bench, proposal), self.bench.figures(members)) for proposal, members in runs]
        self._figures |= {variant: figures for _, variant, figures in new if set(self.seeds) <= set(figures)}
        self.tried += [Trial(proposal, variant) for proposal, variant, _ in new]
        directions = [+1] * len(self._figures)
        found = compare_values(self.declined, list(self._figures.values()), directions, self._margin())
        judged = dict(zip(self._figures, found, strict=True))
        self.tried = [Trial(trial.proposal, trial.variant, judged.get(trial.variant)) for trial in self.tried]

    @cached_property
    def _figures(self) -> dict[str, Figures]:
        """The figures of trials that have one for every seed, by variant."""
        return {}

    def _margin(self) -> float:
        """Return what matters, in the figure's own unit."""
        return margin_of(metric(self.bench.figure), self.declined, MARGIN)

    def _in_order(self) -> list[Trial]:
        return sorted(self.tried, key=lambda trial: -trial.gain)


def figures_of_declined(bench: Bench, runs: Sequence[Run], figure: str) -> Figures:
    """Return a declined variant's figures; of a share, a run that left all bounds has none of it."""
    found = bench.figures(runs, figure)
    if metric(figure).quantity.is_share and metric(figure).direction == 1:
        broke = [run for run in runs if (run.history().end or {}).get("cause") == NON_FINITE]
        found |= {int(run.record["seed"]): DIVERGED for run in broke}
    return found


def variant_of(bench: Bench, proposal: Proposal) -> str:
    """Return the variant that tries a proposal: the one that is configured so already, or a probe."""
    mark = probe_mark(bench, bench.hash_of(proposal.config))
    return bench.add(f"{bench.tuned}+{proposal.name}-{mark}", proposal.config, proposal.why or proposal.name)


def probe_start(bench: Bench) -> str:
    """Return what the names of all trials of a variant begin with."""
    return f"{PROBE}{bench.tuned}+"


def probe_mark(bench: Bench, config_hash: str) -> str:
    """Return the mark of a configuration that was made of the declined one, as it is now."""
    return digest([bench.hash_of(bench.experiment.variants[bench.tuned]), config_hash])[:6]
