import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ids import created_of, is_id, new_id

DAY = 1_763_942_400.0  # 2025-11-24 00:00 UTC


def test_a_thousand_ids_of_one_moment_differ() -> None:
    assert len({new_id(DAY) for _ in range(1000)}) == 1000


@given(st.floats(0, 4e9))
def test_every_new_id_is_an_id(created: float) -> None:
    assert is_id(new_id(created))


@given(st.lists(st.integers(0, 86_399), min_size=2, unique=True))
def test_ids_of_a_day_sort_by_time(seconds: list[int]) -> None:
    times = sorted(DAY + second for second in seconds)
    ids = [new_id(time)[:-2] for time in times]
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "../x",
        "2026-11-24-k3f/..",
        "/etc",
        "2026-11-24",
        "2026-11-24-K3F9Q",
        "2026-11-24-abc\n",
        "2026-11-24-abc/x",
        "index.json",
    ],
)
def test_what_could_lead_out_of_a_store_is_no_id(text: str) -> None:
    assert not is_id(text)


def test_an_id_says_its_day() -> None:
    assert created_of(new_id(DAY + 3600)) == DAY
    assert created_of("nonsense") == 0.0
    assert created_of("2026-13-77-abc") == 0.0
