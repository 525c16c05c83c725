from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.plan.parse import parse_config
from trainer.plan.sections.schedule import Constant, Cosine, Schedule, Step

SCHEDULES = [Constant, Step, Cosine]


@pytest.mark.parametrize("kind", SCHEDULES)
def test_a_warm_up_rises_from_nothing_in_a_line(kind: type[Schedule]) -> None:
    schedule = kind(warmup_epochs=4)
    assert [schedule.multiplier(done, 20) for done in (0, 1, 2, 3)] == [0, 0.25, 0.5, 0.75]
    assert schedule.multiplier(4, 20) == 1


@given(st.sampled_from(SCHEDULES), st.floats(0, 50), st.integers(1, 50), st.floats(0, 60))
def test_the_learning_rate_never_leaves_its_bounds(
    kind: type[Schedule], done: float, epochs: int, warmup: float
) -> None:
    assert 0 <= kind(warmup_epochs=warmup).multiplier(min(done, epochs), epochs) <= 1


def test_steps_multiply() -> None:
    schedule = Step(every=10, factor=0.5)
    assert [schedule.multiplier(done, 30) for done in (0, 9.9, 10, 25)] == [1, 1, 0.5, 0.25]


def test_a_cosine_falls_to_its_final_share() -> None:
    schedule = Cosine(warmup_epochs=2, final_share=0.1)
    assert isclose(schedule.multiplier(7, 12), 0.55)
    assert isclose(schedule.multiplier(12, 12), 0.1)
    assert Cosine(warmup_epochs=5).multiplier(5, 5) == 0


def test_methods_come_in_the_canonical_order_whatever_the_file_says() -> None:
    methods = {"ema": True, "mixup": True, "dropout": True, "data_share": True}
    raw = {"data": {"name": "digits"}, "network": {"name": "mlp"}, "regularizers": methods}
    expected = ["data_share", "dropout", "mixup", "ema"]
    assert [method.component_name for method in parse_config(raw).methods()] == expected
