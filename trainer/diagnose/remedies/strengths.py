"""Strengths of remedies, searched by Optuna (Akiba et al. 2019): what the store has is told to it, what it asks is run.

Points are chosen by a tree-structured Parzen estimator (Bergstra et al. 2011). A point whose best validation figure is
below the median of the others at the same epoch is stopped.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import time
from typing import TYPE_CHECKING, Any

from store.compare.metrics import metric
from store.compare.statistics.summary import mean
from store.names import PROBE
from store.status import Status
from trainer.diagnose.remedies.kept import rows_by_variant
from trainer.diagnose.remedies.space import Space, switch
from trainer.diagnose.remedies.trials import SEARCHED, Trials, variant_of
from trainer.launch.stop import request_stop
from trainer.plan.parse import dump_config

if TYPE_CHECKING:
    import optuna

    from store.run import Run
    from trainer.diagnose.remedies.proposals import Proposal

SEEDS = 2
"""Seeds of a point."""
DIGITS = 4
"""Digits of a strength: more say nothing, and make settings hard to read."""
AT_ONCE = 2
"""Points that are tried at once."""
Watch = Callable[["Sequence[Run]", str, Callable[[], None]], None]
"""Waits until runs are over, calling a function now and then; the words say what they are for."""


@dataclass
class Asked:
    """A point that Optuna asked for, with its runs; `told` is the epoch up to which it has heard of them."""

    trial: "optuna.trial.Trial"
    proposal: "Proposal"
    runs: "list[Run]"
    own: "list[Run]"
    """Those that nobody else has asked for before."""
    told: int = 0
    is_pruned: bool = False


@dataclass
class Strengths:
    """A search over the strengths of remedies of a declined variant."""

    trials: Trials
    space: Space
    watch: Watch
    under_way: list[Asked] = field(default_factory=list)
    ended: "list[tuple[float, Proposal]]" = field(default_factory=list)
    """What each point that was trained to its end came to."""

    def search(self, number: int) -> "Proposal | None":
        """Try points until there are so many, the store's included; return the best, or None where none ended."""
        study = self._study()
        for trial in self._known():
            study.add_trial(trial)
        for point in self.space.proposed():
            study.enqueue_trial(dict(point), skip_if_exists=True)
        while self.space.knobs and self._finished(study) < number:
            self._try_points(study, min(AT_ONCE, number - self._finished(study)))
        _, best = max(self.ended, key=lambda pair: pair[0], default=(0.0, None))
        return None if best is None else replace(best, name=SEARCHED)

    def _finished(self, study: "optuna.Study") -> int:
        return sum(trial.state.is_finished() for trial in study.trials)

    def _study(self) -> "optuna.Study":
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        sampler = optuna.samplers.TPESampler(seed=0)
        return optuna.create_study(direction="maximize", sampler=sampler, pruner=optuna.pruners.MedianPruner())

    def _try_points(self, study: "optuna.Study", number: int) -> None:
        self.under_way = [asked for asked in (self._ask(study) for _ in range(number)) if asked is not None]
        self.watch([run for asked in self.under_way for run in asked.runs], "strengths", self.look)
        for asked in self.under_way:
            self._tell(study, asked)

    def _ask(self, study: "optuna.Study") -> Asked | None:
        trial = study.ask()
        point = dict(self._suggested(trial))
        proposal = self.space.at(point)
        if proposal is None:
            study.tell(trial, state=_states().FAIL)
            return None
        bench, began = self.trials.bench, time()
        runs = bench.run_variant(variant_of(bench, replace(proposal, name=SEARCHED)), self.trials.seeds[:SEEDS])
        return Asked(trial, proposal, runs, [run for run in runs if run.record["created"] >= began])

    def look(self) -> None:
        """Tell Optuna how far its points have come, and stop those that it gives up."""
        for asked in self.under_way:
            course = self._course(asked.runs)
            for epoch in range(asked.told, len(course)):
                asked.trial.report(course[epoch], epoch)
            asked.told = len(course)
            if course and asked.own and not asked.is_pruned and asked.trial.should_prune():
                asked.is_pruned = True
                request_stop(self.trials.bench.store, [run for run in asked.own if not run.is_over()])

    def _tell(self, study: "optuna.Study", asked: Asked) -> None:
        figures = self.trials.bench.figures(asked.runs)
        if len(figures) == len(asked.runs) and not asked.is_pruned:
            self.ended.append((mean(list(figures.values())), asked.proposal))
            study.tell(asked.trial, self.ended[-1][0])
        else:
            study.tell(asked.trial, state=_states().PRUNED if asked.is_pruned else _states().FAIL)

    def _course(self, runs: "Sequence[Run]") -> list[float]:
        """Return the best figure so far after each epoch that all runs have done, on the mean over them."""
        figure = self.trials.bench.figure
        sign = metric(figure).direction or 1
        curves = [list(_best_so_far([sign * value for value in run.history().curve(figure)[1]])) for run in runs]
        return [mean(values) for values in zip(*curves, strict=False)]

    def _suggested(self, trial: "optuna.trial.Trial") -> Iterator[tuple[str, Any]]:
        for knob, _ in self.space.knobs:
            if self.space.is_optional(knob):
                is_on = trial.suggest_categorical(switch(knob), [True, False])
                yield switch(knob), is_on
                if not is_on:
                    continue
            if self.space.is_whole(knob):
                yield knob.path, trial.suggest_int(knob.path, int(knob.low), int(knob.high), log=knob.log)
            else:
                value = trial.suggest_float(knob.path, knob.low, knob.high, log=knob.log)
                yield knob.path, float(f"{value:.{DIGITS}g}")

    def _known(self) -> "Iterator[optuna.trial.FrozenTrial]":
        """Yield the points that the store has, as far as they are over: done, given up, or failed."""
        import optuna

        for point, proposal, runs in self._points():
            figures, states = self.trials.bench.figures(runs), {run.standing().status for run in runs}
            is_whole = len(figures) >= min(SEEDS, len(self.trials.seeds))
            if is_whole:
                self.ended.append((mean(list(figures.values())), proposal))
            elif not states & {Status.STOPPED, Status.FAILED}:
                continue
            state = _states().PRUNED if Status.STOPPED in states else _states().FAIL
            yield optuna.trial.create_trial(
                state=_states().COMPLETE if is_whole else state,
                params=dict(point),
                distributions=dict(self._distributions(point)),
                value=self.ended[-1][0] if is_whole else None,
                intermediate_values=dict(enumerate(self._course(runs))),
            )

    def _points(self) -> "Iterator[tuple[Mapping[str, Any], Proposal, list[Run]]]":
        bench, seeds = self.trials.bench, self.trials.seeds[:SEEDS]
        for variant, rows in rows_by_variant(bench).items():
            newest = {row.seed: row for row in rows if row.seed in seeds}
            found = self.space.point_of(dump_config(bench.experiment.variants[variant])) if newest else None
            if variant.startswith(PROBE) and found is not None:
                yield *found, [bench.store.run(row.id) for row in newest.values()]

    def _distributions(self, point: Mapping[str, Any]) -> "Iterator[tuple[str, Any]]":
        from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

        for knob, _ in self.space.knobs:
            if switch(knob) in point:
                yield switch(knob), CategoricalDistribution([True, False])
            if knob.path in point:
                if self.space.is_whole(knob):
                    yield knob.path, IntDistribution(int(knob.low), int(knob.high), log=knob.log)
                else:
                    yield knob.path, FloatDistribution(knob.low, knob.high, log=knob.log)


def _best_so_far(values: Sequence[float]) -> Iterator[float]:
    best = float("-inf")
    for value in values:
        best = max(best, value)
        yield best


def _states() -> Any:
    from optuna.trial import TrialState

    return TrialState
