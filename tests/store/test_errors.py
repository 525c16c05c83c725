import errno

import pytest

from store.errors import StoreError, did_you_mean, sentence


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StoreError("no run is called 'x'"), "no run is called 'x'"),
        (OSError(errno.EROFS, "Read-only file system", "runs/queue.lock"), "runs/queue.lock: read-only file system"),
        (OSError(errno.ENOSPC, "No space left on device"), "no space left on device"),
        (OSError("odd"), "odd"),
    ],
)
def test_an_error_is_told_as_one_sentence(error: Exception, told: str) -> None:
    assert sentence(error) == told


def test_a_near_word_is_suggested_and_a_far_one_is_not() -> None:
    assert did_you_mean("dropuot", ["dropout", "mixup"]) == " (did you mean 'dropout'?)"
    assert did_you_mean("zzz", ["dropout"]) == ""
    assert did_you_mean("x" * 10_000, ["dropout"]) == ""
