from collections.abc import Mapping, Sequence

from store.compare.groups import Group
from store.compare.headline import Headline, goal_sentences
from store.compare.metrics import metric
from store.status import Status
from tests.store.compare.scene import group, member, remedy, tuned


def said(groups: Sequence[Group], causes: Mapping[str, str] | None = None, margin: float = 0.01) -> list[str]:
    labels = [one.variant for one in groups]
    return list(Headline(metric("test.accuracy"), groups, labels, margin).sentences(causes or {}))


def test_the_worst_is_told_first_with_its_cause() -> None:
    lines = said([group(), remedy(), tuned()], {"tuned": "; dropout does it"}, margin=0.02)
    assert lines == [
        "tuned is worse than baseline by 0.068 ± 0.013 in test accuracy, over 5 seeds; dropout does it.",
        "remedy does not differ from baseline in a way that matters: by 0.001 ± 0.005 in test accuracy, over 5 seeds.",
    ]


def test_a_better_one_is_said_to_be_better() -> None:
    better = group("remedy", {"optimizer.lr": 1.0}, [member(seed, 0.99) for seed in range(5)])
    assert said([group(), better])[0].startswith("remedy is better than baseline by 0.031 ± 0.00")


def test_what_cannot_be_told_is_said_with_the_seeds_that_would() -> None:
    (line,) = said([group(), remedy()], margin=0.001)
    assert line.startswith("remedy lies below baseline by 0.001 ± 0.0")
    assert "whether that is more than chance, this cannot tell." in line
    single = said([group(members=[member(0, 0.9)]), tuned([member(0, 0.8)])])
    assert single[0].startswith("tuned lies below baseline by 0.100 in test accuracy, over one seed: whether that is")
    assert single[0].endswith("this cannot tell. One seed never can.")


def test_a_variant_is_told_beside_the_baseline_that_it_was_launched_with() -> None:
    before = group(name="decline/baseline@c0ffee", members=[member(seed, 0.5) for seed in range(5)])
    (line,) = said([group(), tuned(beside=before)])
    assert line.startswith("tuned is better than decline/baseline@c0ffee by")


def test_why_nothing_is_compared_is_said() -> None:
    assert said([group()]) == ["Nothing is compared: baseline is the only variant that has runs."]
    assert said([tuned(), remedy()]) == ["Nothing is compared: no run is of the baseline, baseline."]
    unmeasured = tuned([member(0, 0.9, Status.QUEUED, figures={})])
    assert said([group(), unmeasured])[0].startswith("Nothing is compared: test accuracy is not known of baseline and")
    running = tuned([member(seed, 0.9, Status.RUNNING) for seed in range(5)])
    assert said([group(), running]) == ["No difference is judged: not enough runs have finished."]


def test_goals_are_told_of_all_some_and_no_runs() -> None:
    some = remedy([member(0, 0.95), member(1, 0.5)])
    names = ["baseline", "tuned", "remedy"]
    missed = tuned([member(0, 0.1)])
    assert list(goal_sentences([group(), missed, some], names)) == [
        "Goal test.accuracy >= 0.9: reached by baseline; in some runs by remedy (1 of 2); missed by tuned."
    ]
    assert list(goal_sentences([group(members=[member(0, 0.9, reached=None)])], names[:1])) == [
        "Goal test.accuracy >= 0.9: nothing is known of it yet."
    ]
