"""How the runs of one configuration went, on the mean over their seeds: what a signature is told from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from store.compare.answers import Answers
from store.compare.groups import Group, group_of
from store.compare.statistics.summary import mean
from store.predictions import Predictions, read_predictions
from store.status import NON_FINITE

if TYPE_CHECKING:
    from store.run import Run

CURVES = ("train.batch_loss", "train.loss", "train.accuracy", "val.loss", "val.accuracy")
Curves = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Course:
    """Figures are those of the selected weights; curves have a value for each epoch that all runs have done."""

    group: Group
    curves: Curves
    steps: int
    """Optimizer steps of a run."""
    has_new_head: bool = False
    """Whether the start left parameters new, so that what it got right before the first step was luck."""
    broke: tuple[str, ...] = ()
    """Why runs ended on a loss that is no finite number."""
    answers: Answers = field(default_factory=lambda: Answers(""))
    """What the runs said of the validation examples: those of the test set stay unseen until something is confirmed."""

    def figure(self, name: str) -> float | None:
        """Return the mean of a figure, or None where no run has it."""
        values = self.group.values(name)
        return mean(list(values.values())) if values else None

    @cached_property
    def classes(self) -> int:
        """How many classes there are, as far as answers were kept; else 0."""
        found = next(iter(self.answers.by_seed.values()), None)
        return 0 if found is None else len(found.classes)

    @property
    def epochs(self) -> int:
        """How many epochs all runs have done."""
        return len(self.curves.get("val.loss", ()))


def course_of(runs: "Sequence[Run]", name: str = "") -> Course:
    """Return how at least one run of one configuration went."""
    group = group_of(runs, name)
    counted = {member.id for member in group.counted}
    members = [run for run in runs if run.id in counted]
    ends = [run.history().end or {} for run in runs]
    return Course(
        group,
        {curve: _mean_curve(members, curve) for curve in CURVES},
        max((int((run.history().started or {}).get("steps_per_epoch") or 0) for run in members), default=0)
        * min((run.history().epoch for run in members), default=0),
        any((run.history().start or {}).get("new") for run in members),
        tuple(str(end.get("reason")) for end in ends if end.get("cause") == NON_FINITE),
        Answers(group.name, _answers(members)),
    )


def _mean_curve(runs: "Sequence[Run]", name: str) -> list[float]:
    curves = [run.history().curve(name)[1] for run in runs]
    return [mean(values) for values in zip(*curves, strict=False)]


def _answers(runs: "Sequence[Run]") -> dict[int, Predictions]:
    found = {int(run.record["seed"]): read_predictions(run, "val") for run in runs}
    return {seed: one for seed, one in found.items() if one is not None}
