"""Several runs on one GPU, by the memory that they need."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.trainer.launch.test_devices import HOLDER, gpu, machine
from trainer.launch import claims, shares
from trainer.launch.devices import GPU_MEMORY, Claim, Need, claim

GIB = 2**30
CARD = 80


@pytest.fixture
def taken() -> Iterator[list[Claim]]:
    """Claims that are let go in the end."""
    held: list[Claim] = []
    yield held
    for one in held:
        one.close()


def take(taken: list[Claim], gibibytes: int | None, free: int = CARD, processes: int = 0) -> bool:
    memory = None if gibibytes is None else gibibytes * GIB
    found = claim(Need("auto", 1, None, memory), machine(gpu(0, free, processes)), HOLDER)
    if found is not None:
        taken.append(found)
    return found is not None


def test_runs_share_a_gpu_as_far_as_its_memory_goes_whether_they_have_allocated_or_not(taken: list[Claim]) -> None:
    assert [take(taken, 30) for _ in range(3)] == [True, True, False]
    assert take(taken, 20)
    assert not take(taken, 1)
    taken.pop().close()
    assert take(taken, 1)


def test_memory_that_is_in_use_already_is_not_given_away(taken: list[Claim]) -> None:
    assert not take(taken, 30, free=29)
    assert take(taken, 30, free=30)


def test_a_whole_gpu_and_a_part_of_it_are_never_taken_at_once(taken: list[Claim]) -> None:
    assert take(taken, 10)
    assert not take(taken, None)
    taken.pop().close()
    assert take(taken, None)
    assert not take(taken, 10)


def test_nobody_shares_a_gpu_with_a_stranger(taken: list[Claim]) -> None:
    assert not take(taken, 10, processes=1)
    assert take(taken, 10)
    assert take(taken, 10, processes=1), "it is the first of ours that computes there"
    assert not take(taken, 10, processes=3)


def test_a_stranger_is_known_by_its_process_group(taken: list[Claim], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "group_of", {11: 11, 12: 11, 77: 77}.get)
    assert take(taken, 10)

    def found(*pids: int) -> bool:
        card = replace(gpu(0, CARD, len(pids)), pids=pids)
        other = claim(Need("auto", 1, None, GIB), machine(card), HOLDER)
        if other is not None:
            other.close()
        return other is not None

    assert not found(11), "nobody has said yet that it is ours"
    claims.note(taken[0].descriptors[-1], group=11)
    assert found(11)
    assert found(11, 12), "another process of the same group"
    assert not found(77), "ours has not begun to compute, and a stranger has"
    assert not found(11, 77)
    assert found(99), "it may be ours, as it cannot be seen from here"
    assert not found(99, 98)


def test_a_run_is_told_how_much_is_its_own(taken: list[Claim]) -> None:
    take(taken, 10)
    assert taken[0].environment()[GPU_MEMORY] == str(10 * GIB)
    assert GPU_MEMORY not in Claim("GPU-0", "H100").environment()
