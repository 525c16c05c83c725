import pytest

from store.goal import reached
from trainer.plan.goal import Goal
from trainer.plan.metrics import known_metrics


@pytest.mark.parametrize(
    ("text", "below", "at", "above"),
    [
        ("test.accuracy >= 0.8", False, True, True),
        ("test.accuracy > 0.8", False, False, True),
        ("test.accuracy<=0.8", True, True, False),
        ("test.accuracy < 0.8", True, False, False),
        ("test.accuracy ≥ 0.8", False, True, True),
        ("test.accuracy ≤ 8e-1", True, True, False),
    ],
)
def test_a_goal_is_written_so_that_the_store_compares_by_it(text: str, below: bool, at: bool, above: bool) -> None:
    written = str(Goal.parse(text))
    assert [reached(written, {"test.accuracy": value}) for value in (0.7, 0.8, 0.9)] == [below, at, above]
    assert str(Goal.parse(written)) == written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("accuracy", "must be a metric, a comparison and a number"),
        ("test.accuracy >= many", "must be a metric, a comparison and a number"),
        ("test.accuracy >= inf", "must be a metric, a comparison and a number"),
        ("test.acuracy >= 0.8", "did you mean 'test.accuracy'"),
        ("zzz >= 0.8", "it would be one of"),
        ("test.accuracy >= 80", "for 80 % write 0.8"),
        ("test.accuracy >= -1", "lies between 0 and 1"),
    ],
)
def test_a_wrong_goal_is_told(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        Goal.parse(text)
    assert expected in str(caught.value)


def test_every_metric_has_a_meaning() -> None:
    metrics = known_metrics()
    assert {"val.accuracy", "source.macro_f1", "start.test.loss", "speed.latency_1_ms", "epochs"} <= metrics.keys()
    assert all(name == metric.name and metric.help for name, metric in metrics.items())
    assert "before the first step" in metrics["start.test.loss"].help
