"""What groups the list."""

from msgspec.structs import replace

from store.status import Status
from tests.tui.rows import lines_of, look, measured, row, titles
from tui.listing.folds import Folds
from tui.listing.grouping import GROUPINGS, UNTAGGED, build, places_of
from tui.listing.order import Order

ROWS = [
    measured("baseline", 0.9, tags=("good",)),
    measured("baseline", 0.8, 1),
    measured("tuned", 0.7, tags=("good", "old")),
    measured("tuned", 0.95, experiment="other", id="x", created=300.0),
]


def test_variants_of_all_experiments_stand_side_by_side_with_their_seeds_folded() -> None:
    best_first = lines_of(ROWS, Order("test"), grouping="variant")
    assert titles(best_first) == ["other/tuned", "decline/baseline", "decline/tuned"]
    opened = lines_of(ROWS, Order("name"), grouping="variant", opened=True)
    assert titles(opened) == [
        "decline/baseline",
        "seed 0",
        "seed 1",
        "decline/tuned",
        "seed 0",
        "other/tuned",
        "seed 0",
    ]
    assert [line.depth for line in opened] == [0, 1, 1, 0, 1, 0, 1]


def test_a_run_with_two_tags_stands_under_both_and_one_without_under_no_tag() -> None:
    lines = lines_of(ROWS, Order("name"), grouping="tag", opened=True)
    assert titles(lines) == [
        *("good", "decline/baseline", "seed 0", "decline/tuned", "seed 0"),
        *(UNTAGGED, "decline/baseline", "seed 1", "other/tuned", "seed 0"),
        *("old", "decline/tuned", "seed 0"),
    ]
    assert len({line.key for line in lines}) == len(lines)


def test_without_groups_every_run_is_a_line_in_one_order() -> None:
    lines = lines_of(ROWS, Order("test"), grouping="nothing")
    assert titles(lines) == [
        "other/tuned seed 0",
        "decline/baseline seed 0",
        "decline/baseline seed 1",
        "decline/tuned seed 0",
    ]
    assert {line.kind for line in lines} == {"run"}


def test_a_variant_is_compared_with_its_baseline_whatever_groups_it() -> None:
    for grouping in GROUPINGS:
        lines = lines_of(ROWS, grouping=grouping, opened=True)
        tuned = next(line for line in lines if line.rows[0] is ROWS[2] and not line.is_heading)
        assert round(tuned.delta or 0, 6) == -0.2, grouping


def test_the_lines_of_a_run_are_found_whatever_groups_them() -> None:
    for grouping in GROUPINGS:
        lines = build(ROWS, look(folds=Folds(variants_open=True), grouping=grouping))
        for one in ROWS:
            stands_in = {line.key for line in lines if one in line.rows}
            assert stands_in == set(places_of(one, grouping)), grouping


def test_a_variant_keeps_its_colour_when_others_come_or_are_filtered_away() -> None:
    first = {line.title: line.colour for line in lines_of(ROWS[:3])[1:]}
    assert first == {"baseline": 0, "tuned": 1}
    later = replace(row("newer"), created=900.0, status=Status.QUEUED)
    filtered = lines_of([ROWS[2], later], everything=[later, *ROWS])
    assert {line.title: line.colour for line in filtered[1:]} == {"tuned": 1, "newer": 2}
