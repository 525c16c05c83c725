"""The kind of a decline, told from how the runs went."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.compare.numbers import shown_p
from trainer.diagnose.signatures.case import Case
from trainer.diagnose.signatures.course import course_of
from trainer.diagnose.signatures.kinds import Kind
from trainer.diagnose.signatures.limits import LIMITS
from trainer.diagnose.signatures.rules import OF_ACCURACY, OF_THE_REST, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.run import Run


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of decline that the figures show, with its evidence in numbers."""

    kind: Kind
    evidence: str


@dataclass(frozen=True, slots=True)
class Signature:
    """What a decline looks like: the first sign is its word, the others are seen beside it; none: no word fits."""

    signs: tuple[Sign, ...]
    doubts: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind | None:
        """The word, or None."""
        return self.signs[0].kind if self.signs else None


def signature_of(tuned: "Sequence[Run]", baseline: "Sequence[Run]") -> Signature:
    """Return what the decline of one configuration looks like beside another one, each with at least one run."""
    return signature_in(Case(course_of(tuned), course_of(baseline)))


def signature_in(case: Case) -> Signature:
    """Return what a decline looks like. Where nothing declined beyond chance, that is the word."""
    if not case.tuned.broke and not case.tuned.group.metrics():
        return Signature((), ("Nothing of it has been measured yet.",))
    declined = _accuracy_declined(case)
    signs = list(_signs(OF_ACCURACY, case)) if declined else []
    signs = signs or list(_signs(OF_THE_REST, case))
    if not signs and not declined:
        signs = [Sign(Kind.NOISE, _told_chance(case))]
    return Signature(tuple(signs), tuple(_doubts(case)))


def _signs(rules: "Sequence[tuple[Kind, Rule]]", case: Case) -> "Iterator[Sign]":
    found = dict[Kind, str]()
    for kind, rule in rules:
        if kind not in found and (evidence := rule(case)):
            found[kind] = evidence
            yield Sign(kind, evidence)


def _accuracy_declined(case: Case) -> bool:
    if case.tuned.broke:
        return True
    lost = case.lost("val.accuracy") or 0.0
    return lost > LIMITS.accuracy and (case.chance is None or case.chance < LIMITS.chance)


def _told_chance(case: Case) -> str:
    lost = case.lost("val.accuracy")
    if lost is None or case.chance is None:
        return "no figure is lower than the baseline's by more than chance or a margin explains"
    if lost <= 0:
        return f"validation accuracy is {-lost:.3f} higher" if lost < 0 else "validation accuracy is the same"
    return f"validation accuracy is lower by {lost:.3f}, which happens by chance (p {shown_p(case.chance)})"


def _doubts(case: Case) -> list[str]:
    doubts = []
    sides = [len(course.group.seeds) for course in (case.tuned, case.baseline)]
    if min(sides) < 2:
        doubts.append("With one run a side it speaks of these runs, not of the settings.")
    if case.chance is None:
        doubts.append("Nothing tells what of it is chance: no answers to the same examples were kept.")
    lost = case.lost("test.accuracy") or 0.0
    if lost > LIMITS.accuracy and not _accuracy_declined(case):
        doubts.append(f"This is told from validation figures; test accuracy is lower by {lost:.3f}.")
    return doubts
