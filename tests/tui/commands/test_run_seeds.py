"""The seeds that `backslide run --seeds` means."""

import pytest

from tui.commands.run import parse_seeds
from tui.guard import CommandError


@pytest.mark.parametrize(
    ("text", "seeds"), [(None, None), ("1,2,3", [1, 2, 3]), ("6-9", [6, 7, 8, 9]), ("1, 3-4,1", [1, 3, 4])]
)
def test_seeds_are_given_as_a_list_or_a_span(text: str | None, seeds: list[int] | None) -> None:
    assert parse_seeds(text) == seeds


@pytest.mark.parametrize("text", ["", "1,", "-3", "1-", "9-2", "0-99999", "0-2000000000", "5,1-1000", "²", "9" * 11])
def test_seeds_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(CommandError, match="--seeds"):
        parse_seeds(text)
