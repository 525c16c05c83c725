"""The answer first: what became of each variant, in a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from store.compare.compared import MARGIN, Compared
from store.compare.figures import Scale, scale_of
from store.compare.groups import Group
from store.compare.metrics import Metric
from store.compare.results import baseline_of, compare_variants, own_baseline
from store.compare.statistics.verdicts import Verdict

_ORDER = {Verdict.WORSE: 0, Verdict.UNTOLD: 1, Verdict.BETTER: 2, Verdict.SAME: 3}


@dataclass(frozen=True)
class Headline:
    """Groups of an experiment, and how far each lies from its baseline in the figure that they are compared by."""

    metric: Metric
    groups: Sequence[Group]
    labels: Sequence[str]
    margin: float = MARGIN

    def sentences(self, causes: Mapping[str, str]) -> Iterator[str]:
        """Yield a sentence for each variant that is judged, the worst first; `causes` end those of some, by label."""
        found = self._found()
        scale = scale_of(self.metric, self._values(), [one.delta for one in found])
        judged = [place for place, one in enumerate(found) if one.delta and one.verdict]
        for place in sorted(judged, key=lambda place: self._rank(found[place])):
            yield self._sentence(place, found[place], scale, causes.get(self.labels[place], ""))
        if not judged:
            yield self._nothing(found)

    def worse(self) -> list[int]:
        """Return the places of the groups that are worse."""
        return [place for place, one in enumerate(self._found()) if one.verdict is Verdict.WORSE]

    def _found(self) -> list[Compared]:
        return compare_variants(self.metric, self.groups, self.margin)

    def _values(self) -> list[dict[int, float]]:
        return [group.values(self.metric.key) for group in self.groups]

    def _rank(self, one: Compared) -> tuple[int, float]:
        assert one.delta is not None
        assert one.verdict is not None
        return _ORDER[one.verdict], -abs(one.delta.mean)

    def _base(self, place: int) -> str:
        base = own_baseline(self.groups[place], self.groups)
        assert base is not None
        return self.labels[self.groups.index(base)] if base in self.groups else base.name

    def _sentence(self, place: int, one: Compared, scale: Scale, cause: str) -> str:
        label, base, delta = self.labels[place], self._base(place), one.delta
        assert delta is not None
        half = "" if delta.half is None else f" ± {scale.shown(delta.half)}"
        seeds = "one seed" if delta.n == 1 else f"{delta.n} seeds"
        amount = f"{scale.shown(abs(delta.mean))}{half} in {self.metric.title}, over {seeds}"
        if one.verdict in (Verdict.WORSE, Verdict.BETTER):
            return f"{label} is {one.verdict} than {base} by {amount}{cause}."
        if one.verdict is Verdict.SAME:
            return f"{label} does not differ from {base} in a way that matters: by {amount}."
        lies = "above" if delta.mean > 0 else "below"
        more = f" {one.seeds} seeds would." if one.seeds else " One seed never can." if delta.n == 1 else ""
        return f"{label} lies {lies} {base} by {amount}: whether that is more than chance, this cannot tell.{more}"

    def _nothing(self, found: Sequence[Compared]) -> str:
        """Say why no variant is judged."""
        wanted = next((group.baseline for group in self.groups if group.baseline), "baseline")
        if len(self.groups) == 1:
            return f"Nothing is compared: {self.labels[0]} is the only variant that has runs."
        if baseline_of(self.groups) is None:
            return f"Nothing is compared: no run is of the baseline, {wanted}."
        if not any(one.delta for one in found):
            return f"Nothing is compared: {self.metric.title} is not known of {wanted} and another variant."
        return "No difference is judged: not enough runs have finished."


def goal_sentences(groups: Sequence[Group], labels: Sequence[str]) -> Iterator[str]:
    """Yield for each goal which variants reach it, in all of their runs, or in some, or in none."""
    for goal in dict.fromkeys(group.goal for group in groups if group.goal):
        names: dict[str, list[str]] = {"reached by": [], "in some runs by": [], "missed by": []}
        for label, group in zip(labels, groups, strict=True):
            known = [member.reached for member in group.counted if member.reached is not None]
            if group.goal == goal and known:
                how = "reached by" if all(known) else "in some runs by" if any(known) else "missed by"
                names[how].append(f"{label} ({sum(known)} of {len(known)})" if how == "in some runs by" else label)
        told = "; ".join(f"{how} {', '.join(which)}" for how, which in names.items() if which)
        yield f"Goal {goal}: {told or 'nothing is known of it yet'}."
