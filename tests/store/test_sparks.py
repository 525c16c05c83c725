import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.sparks import LONGEST, decode, encode

CURVES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200)


@given(CURVES)
def test_a_curve_keeps_its_ends_to_within_a_sixtieth_of_its_range(values: list[float]) -> None:
    points = decode(encode(values))
    low, high = min(values), max(values)
    tolerance = (high - low) / 60 + 1e-3 * max(abs(low), abs(high))
    assert len(points) == min(len(values), LONGEST)
    assert points[0] == pytest.approx(values[0], abs=tolerance)
    assert points[-1] == pytest.approx(values[-1], abs=tolerance)


@given(CURVES)
def test_an_encoded_curve_is_a_few_bytes(values: list[float]) -> None:
    assert len(encode(values)) <= 2 * 11 + 2 + LONGEST


def test_a_flat_curve_stays_flat() -> None:
    assert decode(encode([0.5] * 40)) == [0.5] * LONGEST


@pytest.mark.parametrize("text", ["", ":", "1:2", "1:2:"])
def test_no_curve_has_no_values(text: str) -> None:
    assert decode(text) == []
    assert encode([]) == ""
