import pytest

from store.figures import better, numbers


@pytest.mark.parametrize(
    "metric",
    [
        "val.loss",
        "train.batch_loss",
        "test.calibration_error",
        "time.seconds",
        "speed.latency_1_ms",
        "speed.peak_memory",
    ],
)
def test_less_is_better_for_losses_errors_times_and_memory(metric: str) -> None:
    assert better(metric) == "min"


@pytest.mark.parametrize("metric", ["val.accuracy", "test.macro_f1", "speed.images_per_second", "loss.accuracy"])
def test_more_is_better_for_the_rest(metric: str) -> None:
    assert better(metric) == "max"


def test_only_finite_numbers_are_figures() -> None:
    assert numbers({"a": 1, "b": 0.5, "c": None, "d": "x", "e": float("nan"), "f": float("inf")}) == {"a": 1, "b": 0.5}
    assert numbers(None) == {}
    assert numbers([1]) == {}
