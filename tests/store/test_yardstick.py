from store.names import find_rows
from store.yardstick import Yardstick
from tests.tui.rows import lines_of, measured, row
from tui.listing.choosing import comparison

FIRST = [
    measured(name, value, seed, created=100.0 + place / 1000)
    for place, (name, value, seed) in enumerate(
        [("baseline", 0.9, 1), ("baseline", 0.92, 2), ("tuned", 0.8, 1), ("tuned", 0.81, 2)]
    )
]
AGAIN = [
    row("baseline", 1, id="new-baseline", config_hash="feedbeef", created=500.0),
    measured("remedy", 0.95, 1, id="new-remedy", created=500.002),
]


def test_what_is_launched_later_does_not_change_what_older_runs_compare_with() -> None:
    yardstick = Yardstick([*FIRST, *AGAIN])
    assert [base.id for base in yardstick.of(FIRST[2:])] == ["baseline-1", "baseline-2"]
    assert [base.id for base in yardstick.of(AGAIN[1:])] == ["new-baseline"]
    deltas = {line.title: line.delta for line in lines_of([*FIRST, *AGAIN])}
    assert round(deltas["tuned"] or 0, 6) == -0.105
    assert deltas["remedy"] is None, "its baseline has not been measured yet"


def test_the_baseline_of_a_launch_may_stand_behind_its_variants() -> None:
    tuned, base = measured("tuned", 0.8, created=100.0), measured("baseline", 0.9, created=100.5)
    assert Yardstick([tuned, base]).of([tuned]) == [base]


def test_a_variant_older_than_any_baseline_compares_with_the_first() -> None:
    tuned, base = measured("tuned", 0.8, created=1.0), measured("baseline", 0.9, created=100.0)
    assert Yardstick([tuned, base]).of([tuned]) == [base]


def test_the_diff_compares_with_what_the_list_compares_with() -> None:
    rows = [*FIRST, *AGAIN]
    lines = {line.title: line for line in lines_of(rows)}
    compared = comparison([lines["tuned"]], rows)
    assert compared == ("decline/baseline@hash-o", ("decline/tuned",))
    assert [base.id for base in find_rows(compared[0], rows)] == ["baseline-1", "baseline-2"]
    assert comparison([lines["remedy"]], rows) == ("decline/baseline", ("decline/remedy",))


def test_a_filter_that_hides_the_baseline_leaves_the_difference() -> None:
    tuned = FIRST[2:]
    (line,) = [line for line in lines_of(tuned, everything=FIRST) if line.kind == "variant"]
    assert round(line.delta or 0, 6) == -0.105


def test_seeds_are_compared_with_their_own() -> None:
    rows = [measured("baseline", 0.9, 1), measured("baseline", 0.7, 2), measured("tuned", 0.6, 2)]
    tuned = next(line for line in lines_of(rows) if line.title == "tuned")
    assert round(tuned.delta or 0, 6) == -0.1


def test_without_a_baseline_nothing_is_compared() -> None:
    assert Yardstick([]).of([row("tuned")]) == []
    assert Yardstick(FIRST).of(FIRST[:1]) == []
    assert Yardstick(FIRST[2:]).name(FIRST[2:]) == ""
