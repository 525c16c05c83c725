import pytest

from store.goal import goal_metric, goal_words, reached
from store.status import Status


@pytest.mark.parametrize(
    ("goal", "value", "expected"),
    [
        ("test.accuracy >= 0.8", 0.8, True),
        ("test.accuracy>0.8", 0.8, False),
        ("test.accuracy <= 8e-1", 0.8, True),
        ("test.accuracy < 0.8", 0.9, False),
        ("test.accuracy < 0.8", 0.8, False),
        ("test.accuracy > 1e-05", 2e-05, True),
    ],
)
def test_a_goal_is_reached_as_it_says(goal: str, value: float, expected: bool) -> None:
    assert goal_metric(goal) == "test.accuracy"
    assert reached(goal, {"test.accuracy": value}) is expected


@pytest.mark.parametrize(
    "goal", [None, "", "better please", "test.accuracy >= e", "test.accuracy >= 0.8.1", "val.accuracy >= 0.8"]
)
def test_without_a_goal_or_its_metric_nothing_is_said(goal: str | None) -> None:
    assert reached(goal, {"test.accuracy": 0.9}) is None


def test_a_run_that_is_over_will_not_be_measured_yet() -> None:
    assert goal_words(None, Status.RUNNING) == "not measured yet"
    assert goal_words(None, Status.FAILED) == "not measured"
    assert [goal_words(one, Status.FINISHED) for one in (True, False)] == ["reached", "missed"]


def test_no_goal_has_no_metric() -> None:
    assert goal_metric(None) == ""
    assert goal_metric("nonsense") == ""
