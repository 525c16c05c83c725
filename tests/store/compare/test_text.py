import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.compare.text import columns_of, cut, pad


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("数据", 4), ("e\u0301", 1), ("\uff21", 2), ("é", 1)])
def test_columns_are_those_of_a_terminal(text: str, columns: int) -> None:
    assert columns_of(text) == columns


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="ab 数e\u0301…", max_size=30), st.integers(1, 20))
def test_a_cut_text_fits(text: str, columns: int) -> None:
    assert columns_of(cut(text, columns)) <= columns


def test_only_what_is_too_long_is_cut() -> None:
    assert cut("accuracy", 8) == "accuracy"
    assert cut("accuracy", 7) == "accura…"
    assert cut("数据集", 4) == "数…"


def test_filling_counts_columns_not_characters() -> None:
    assert pad("数据", 6) + "|" == "数据  |"
    assert pad("7", 3, "right") == "  7"
    assert pad("longer", 3) == "longer"
