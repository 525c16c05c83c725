"""The tree of a search, in worlds whose truth is planted: what stands under what."""

from collections.abc import Iterator, Sequence

from tests.simulations.bisections import drive, world
from trainer.diagnose.bisection import BOTH_HALVES, NARROWED, NEEDED, ONE_HALF, PROOF, SPLIT, Bisection
from trainer.diagnose.evidence import Mixture
from trainer.diagnose.inquiry import DECLINES, Part, Step
from trainer.diagnose.tree import Node, tree_of

NOISE = 0.05


def searched(plot: str, changes: int = 6, case: int = 1) -> tuple[Bisection, Mixture]:
    found = world(plot, changes, NOISE, case)
    bisection = Bisection(found.changes)
    assert drive(bisection, found).guilty == found.guilty
    return bisection, found.guilty


def parts(nodes: Sequence[Node]) -> list[Part]:
    return [node.what for node in nodes if isinstance(node.what, Part)]


def steps(node: Node) -> list[Step]:
    return [child.what for child in node.children if isinstance(child.what, Step)]


def every(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from every(node.children)


def test_halves_stand_under_what_they_are_halves_of() -> None:
    bisection, guilty = searched("one culprit", 8)
    first, halving, proof = tree_of(bisection.trace)
    assert isinstance(first.what, Step)
    assert first.what.reason == DECLINES
    assert [part.why for part in parts([halving, proof])] == [ONE_HALF, PROOF]
    node, among = halving, set(bisection.changes)
    while node is not None:
        (half,) = steps(node)
        assert isinstance(node.what, Part)
        assert set(node.what.among) == among
        assert half.mixture < among
        among = set(half.mixture) if half.outcome == "yes" else among - half.mixture
        node = next((child for child in node.children if isinstance(child.what, Part)), None)
    assert among == guilty


def test_what_does_it_only_together_is_sought_in_each_half_with_the_other_present() -> None:
    bisection, guilty = searched("two, only together")
    top = tree_of(bisection.trace)
    assert [part.why for part in parts(top)] == [ONE_HALF, PROOF, BOTH_HALVES, PROOF, NEEDED]
    both = next(node for node in top if isinstance(node.what, Part) and node.what.why == BOTH_HALVES)
    assert [step.outcome for step in steps(both)] == ["no", "no"]
    one, other = steps(both)
    second, first = parts(both.children)
    assert (second.why, first.why) == (SPLIT, SPLIT)
    assert (set(second.among), second.present) == (set(other.mixture), one.mixture)
    assert set(first.among) == set(one.mixture)
    assert first.present == guilty & other.mixture
    assert all(part.present <= step.mixture for node in both.children[2:] for part, step in _asked(node))


def _asked(node: Node) -> Iterator[tuple[Part, Step]]:
    """Yield the questions below a part, each with the part that it stands under."""
    for inner in every([node]):
        if isinstance(inner.what, Part):
            yield from ((inner.what, step) for step in steps(inner))


def test_a_culprit_that_a_helpful_change_hides_stands_at_the_end_of_its_halves() -> None:
    bisection, guilty = searched("one, hidden by a helpful change")
    nodes = list(every(tree_of(bisection.trace)))
    last = [part for part in parts(nodes) if part.why == PROOF][-1]
    assert set(last.among) == guilty
    assert [part.why for part in parts(nodes)].count(NARROWED) >= 1


def test_the_tree_has_every_question_in_its_order_and_the_list_none_twice() -> None:
    bisection, _ = searched("two, each half of it")
    shown = [node.what for node in every(tree_of(bisection.trace)) if isinstance(node.what, Step)]
    assert shown == bisection.trace
    assert len(bisection.trace) > len(bisection.steps), "what another part has settled stands in the tree again"
    assert len(set(bisection.steps)) == len(bisection.steps)


def test_the_open_question_stands_where_it_will_be_answered() -> None:
    found = world("two, only together", 6, NOISE, 1)
    bisection, answered = Bisection(found.changes), 0
    search = bisection.run()
    for wanted in search:
        asking = bisection.asking
        assert asking is not None
        for mixture, count in wanted.items():
            figures = bisection.measured.figures.setdefault(mixture, [])
            figures += [found.measure(mixture, seed) for seed in range(len(figures), count)]
        answered = len(bisection.trace)
        pending = tree_of([*bisection.trace, asking])
        assert [node.what for node in every(pending) if isinstance(node.what, Step)][-1] == asking
    assert answered
    assert bisection.asking is None
