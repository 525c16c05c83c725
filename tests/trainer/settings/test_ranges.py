from typing import Self

import pytest
from pydantic import model_validator

from trainer.settings.base import Settings, setting
from trainer.settings.ranges import require_order
from trainer.settings.reading import Reader


class Span(Settings):
    low: float = setting(0.2, "Where it begins.", ge=0, le=1)
    high: float = setting(0.4, "Where it ends.", ge=0, le=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        require_order(self, "low", "high")
        return self


@pytest.mark.parametrize("raw", [{}, {"low": 0.4}, {"high": 0.2}, {"low": 0.9, "high": 1.0}])
def test_a_range_in_order_is_read(raw: dict[str, float]) -> None:
    reader = Reader()
    assert reader.settings(Span, raw, "it", "a span") == Span(**raw)
    assert not reader.problems


@pytest.mark.parametrize(("raw", "low", "high"), [({"low": 0.5}, 0.5, 0.4), ({"high": 0.1}, 0.2, 0.1)])
def test_a_reversed_range_is_told_with_both_values(raw: dict[str, float], low: float, high: float) -> None:
    reader = Reader()
    assert reader.settings(Span, raw, "it", "a span") is None
    assert [str(problem) for problem in reader.problems] == [
        f"it: low = {low} is above high = {high}; it must be at most as large"
    ]
