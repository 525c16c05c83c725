from pathlib import Path

import pytest

from store.errors import StoreError
from store.names import FRESH, MOST_FRESH, find_row, find_rows, is_fresh
from store.row import Row
from store.status import Status
from store.store import Store
from tests.support.stores import add_run


def row(id_: str, name: str = "decline/tuned/0", *, at: float = 0.0, hashed: str = "h") -> Row:
    experiment, variant, seed = name.split("/")
    return Row(
        id=id_,
        experiment=experiment,
        variant=variant,
        seed=int(seed),
        config_hash=hashed,
        created=at,
        status=Status.FINISHED,
    )


ROWS = [
    row("2026-01-01-aaaa1", "decline/baseline/0", at=1),
    row("2026-01-01-aaab2", "decline/tuned/0", at=2),
    row("2026-01-02-cccc3", "decline/tuned/0", at=3),
    row("2026-01-02-cccd4", "decline/tuned/1", at=4),
]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2026-01-01-aaab2", "2026-01-01-aaab2"),
        ("2026-01-01-aaab", "2026-01-01-aaab2"),
        ("decline/baseline/0", "2026-01-01-aaaa1"),
        ("decline/tuned/0", "2026-01-02-cccc3"),
    ],
)
def test_a_run_is_named_by_id_prefix_or_name_newest_first(name: str, found: str) -> None:
    assert find_row(name, ROWS).id == found


def test_an_id_that_is_the_beginning_of_another_means_itself() -> None:
    assert find_row("2026-01-01-aaaa1", [*ROWS, row("2026-01-01-aaaa1x")]).id == "2026-01-01-aaaa1"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2026-01-01-aaa", "2 runs' ids begin with '2026-01-01-aaa': 2026-01-01-aaaa1, 2026-01-01-aaab2; give more"),
        ("decline/tuned", "names the group of its seeds, and one run is wanted here: decline/tuned/0, decline/tuned/1"),
        ("declin/tuned/0", r"\(did you mean 'decline/tuned/0'\?\)"),
        ("zzz", "a run is named by the beginning of its id or experiment/variant/seed"),
        ("", "no run is called ''"),
    ],
)
def test_what_names_no_run_is_answered_with_what_would(name: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        find_row(name, ROWS)


def test_many_that_begin_alike_are_counted_not_listed() -> None:
    with pytest.raises(StoreError, match="and 15 more"):
        find_row("2026", [row(f"2026-01-01-a{number:03}") for number in range(20)])


def test_an_empty_store_says_so() -> None:
    with pytest.raises(StoreError, match="the store is empty"):
        find_row("x", [])


def test_a_group_is_the_newest_configuration_with_the_newest_run_of_each_seed() -> None:
    rows = [
        row("old-1", "d/v/0", at=1, hashed="old"),
        row("old-2", "d/v/2", at=2, hashed="old"),
        row("first", "d/v/0", at=3, hashed="new"),
        row("again", "d/v/0", at=5, hashed="new"),
        row("other", "d/v/1", at=4, hashed="new"),
    ]
    assert [found.id for found in find_rows("d/v", rows)] == ["again", "other"]
    assert [found.id for found in find_rows("d/v/2", rows)] == ["old-2"]
    assert [found.id for found in find_rows("d/v@ol", rows)] == ["old-1", "old-2"]
    assert [found.id for found in find_rows("d/v@new", rows)] == ["again", "other"]
    assert find_row("d/v@old/0", rows).id == "old-1"
    assert find_row("d/v@new/0", rows).id == "again"


@pytest.mark.parametrize("name", ["d/v@", "d/v@zzz", "d@old", "@", "d/v@old/7", "d/v@/0"])
def test_a_configuration_that_never_was_names_nothing(name: str) -> None:
    with pytest.raises(StoreError, match="no run is called"):
        find_rows(name, [row("old-1", "d/v/0", hashed="old")])


def test_what_only_an_answer_was_held_against_is_none_of_a_group_that_has_other_seeds() -> None:
    fresh = row("2026-01-03-ffff1", f"decline/tuned/{FRESH}", at=5)
    assert [one.seed for one in find_rows("decline/tuned", [*ROWS, fresh])] == [0, 1]
    assert find_rows("decline/tuned", [fresh]) == [fresh]
    assert find_row(f"decline/tuned/{FRESH}", [*ROWS, fresh]) is fresh
    assert not is_fresh(FRESH + MOST_FRESH)


def test_a_group_of_nothing_is_answered_like_a_run() -> None:
    with pytest.raises(StoreError, match=r"did you mean 'decline/tuned'"):
        find_rows("decline/tunde", ROWS)


def test_a_damaged_run_is_listed_by_its_name_and_left_out_of_its_group(tmp_path: Path) -> None:
    damaged, healthy = (add_run(tmp_path / "runs", variant="tuned", seed=seed) for seed in (1, 2))
    (damaged.folder / "run.json").write_text("{")
    store = Store(tmp_path / "runs")
    store.reindex()
    row = next(row for row in store.rows() if row.id == damaged.id)
    assert (row.name, row.is_damaged) == ("decline/tuned/1", True)
    assert [run.id for run in store.find_group("decline/tuned")] == [healthy.id]
    asked_for = store.find_groups(["decline/tuned"], damaged=True)
    assert [run.id for run in asked_for[0]] == [damaged.id, healthy.id]
    assert store.find("decline/tuned/1").id == damaged.id
