"""Notes and tags."""

from pathlib import Path

import pytest

from store.annotations import change_tags, set_note
from store.errors import StoreError
from store.status import Status
from store.store import Store
from tests.support.stores import MIXED, make_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path, 8, statuses=MIXED)


def test_a_note_is_there_for_whoever_lists_the_store_next_and_goes_again(store: Store) -> None:
    ids = [row.id for row in store.rows()]
    set_note(store, ids, "  for the\ntalk ")
    assert {row.note for row in Store(store.root).rows()} == {"for the talk"}
    set_note(store, ids[:1], "")
    assert [row.note for row in Store(store.root).rows() if row.id == ids[0]] == [""]


def test_tags_are_added_and_dropped_one_by_one(store: Store) -> None:
    ids = [row.id for row in store.rows()][:2]
    change_tags(store, ids, ["good", "old", "good"])
    change_tags(store, ids[:1], ["new"], ["good"])
    tags = {row.id: row.tags for row in Store(store.root).rows()}
    assert (tags[ids[0]], tags[ids[1]]) == (("old", "new"), ("good", "old"))


def test_a_note_changes_nothing_of_where_a_run_stands(store: Store) -> None:
    before = {row.id: (row.status, row.reason, row.epoch) for row in store.rows()}
    set_note(store, list(before), "noted")
    assert {row.id: (row.status, row.reason, row.epoch) for row in Store(store.root).rows()} == before
    assert Status.RUNNING in {status for status, _, _ in before.values()}


@pytest.mark.parametrize("tag", ["two words", "a,b", "", 'quo"te', "-not", "!not", "(x)", "x" * 41])
def test_a_tag_that_no_filter_could_ask_for_is_refused_and_nothing_is_written(store: Store, tag: str) -> None:
    row = store.rows()[0]
    with pytest.raises(StoreError, match="tag"):
        change_tags(store, [row.id], ["fine", tag])
    assert store.run(row.id).state()["tags"] == []
