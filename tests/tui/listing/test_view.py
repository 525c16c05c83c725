"""Views of the list."""

from typing import Any

import orjson
import pytest

from tui.listing.order import Order
from tui.listing.view import View, view_of

LOOK = View("status:failed", ("name", "optimizer.lr"), Order("test", reverse=True), "tag")


def test_a_view_that_was_kept_is_the_same_when_it_is_read() -> None:
    assert view_of(orjson.loads(orjson.dumps(LOOK.as_json()))) == LOOK


def test_a_view_says_what_it_does() -> None:
    assert LOOK.told == "status:failed · by test, reversed · grouped by tag · with optimizer.lr"
    assert View().told == "the usual columns, the newest first"


@pytest.mark.parametrize(
    "kept",
    [
        None,
        3,
        [],
        {"query": 3, "columns": "name", "order": [], "grouping": "colour"},
        {"order": {"by": 1}},
    ],
)
def test_what_cannot_be_understood_is_as_usual(kept: Any) -> None:
    assert view_of(kept) == View()


def test_the_name_is_always_the_first_column() -> None:
    assert view_of({"columns": ["test", "name", "test", 3]}).columns == ("name", "test")
