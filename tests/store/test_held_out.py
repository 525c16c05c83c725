from typing import Any

import pytest

from store.held_out import held_out_mark
from store.row import row_of
from store.summary import summarize
from tests.support.stores import make_store


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"name": "digits", "size": 32, "extra": {"name": "csv"}, "validation_share": 0.5}, True),
        ({"size": 8, "name": "digits"}, True),
        ({"name": "digits", "classes": ["1", "2"]}, False),
        ({"name": "digits", "split_seed": 1}, False),
        (None, False),
    ],
)
def test_what_cuts_the_test_set_tells_configurations_apart(other: Any, same: bool) -> None:
    assert (held_out_mark({"data": other}) == held_out_mark({"data": {"name": "digits"}})) is same


def test_a_row_keeps_the_mark_through_the_index(tmp_path: Any) -> None:
    run = make_store(tmp_path / "runs", 1).find("decline/baseline/0")
    row = summarize(run)
    assert row.held_out == held_out_mark(run.record["config"])
    assert row_of(row.id, row.document()).held_out == row.held_out
