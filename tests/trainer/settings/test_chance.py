from hypothesis import given
from hypothesis import strategies as st

from trainer.settings.chance import derive


def test_each_use_of_chance_has_a_stream_of_its_own() -> None:
    uses = [(1, "order", 0, 0), (2, "order", 0, 0), (1, "mixup", 0, 0), (1, "order", 1, 0), (1, "order", 0, 1)]
    assert len({derive(*use) for use in uses}) == len(uses)


def test_streams_stay_the_same_from_release_to_release() -> None:
    assert derive(1, "order") == 3_581_791_976_496_546_966


@given(st.integers(0, 2**31), st.text(), st.integers(0, 10**6), st.integers(0, 10**9))
def test_a_stream_is_a_seed_that_generators_take(seed: int, name: str, epoch: int, step: int) -> None:
    assert 0 <= derive(seed, name, epoch, step) < 2**63
