"""What is compared when lines are chosen."""

from collections.abc import Sequence

from msgspec.structs import replace

from store.names import find_rows
from store.row import Row
from tests.tui.rows import lines_of, row
from tui.listing.choosing import Comparison, comparison, rows_of

VARIANTS = ("baseline", "tuned", "remedy")
ROWS = [row(name, seed, created=10.0 * place + seed) for place, name in enumerate(VARIANTS) for seed in (0, 1)]


def compare(*titles: str, rows: Sequence[Row] = ROWS) -> Comparison | None:
    lines = [line for line in lines_of(rows, opened=True) if line.title in titles or line.rows[0].id in titles]
    if any("-" in title for title in titles):
        lines = [line for line in lines if line.kind == "run"]
    return comparison(lines, rows)


def test_a_variant_is_compared_with_the_experiments_baseline() -> None:
    assert compare("tuned") == ("decline/baseline", ("decline/tuned",))


def test_several_variants_are_compared_at_once() -> None:
    assert compare("tuned", "remedy") == ("decline/baseline", ("decline/tuned", "decline/remedy"))


def test_a_marked_baseline_is_the_baseline() -> None:
    assert compare("baseline", "remedy") == ("decline/baseline", ("decline/remedy",))


def test_the_baseline_alone_is_compared_with_every_other_variant() -> None:
    assert compare("baseline") == ("decline/baseline", ("decline/tuned", "decline/remedy"))


def test_what_is_tested_on_other_examples_comes_last() -> None:
    rows = [row(name, seed) for name in ("source", *VARIANTS) for seed in (0, 1)]
    for one in rows:
        one.held_out = "aa" if one.variant == "source" else "bb"
    assert compare("decline", rows=rows) == ("decline/baseline", ("decline/tuned", "decline/remedy", "decline/source"))


def test_an_experiment_means_all_its_variants() -> None:
    assert compare("decline") == ("decline/baseline", ("decline/tuned", "decline/remedy"))


def test_what_only_a_search_has_asked_for_is_compared_if_it_is_chosen_itself() -> None:
    rows = [row(name, seed) for name in (*VARIANTS, "~probe") for seed in (0, 1)]
    assert compare("decline", rows=rows) == ("decline/baseline", ("decline/tuned", "decline/remedy"))
    assert compare("baseline", rows=rows) == ("decline/baseline", ("decline/tuned", "decline/remedy"))
    assert compare("~probe", rows=rows) == ("decline/baseline", ("decline/~probe",))


def test_a_run_is_compared_with_the_baselines_runs() -> None:
    assert compare("tuned-1") == ("decline/baseline", ("tuned-1",))


def test_an_earlier_configuration_is_compared_with_all_its_seeds() -> None:
    rows = [
        *ROWS,
        *(row("tuned", seed, id=f"old-{seed}", config_hash="earlier", created=1.0 + seed) for seed in (0, 1)),
    ]
    (line,) = [line for line in lines_of(rows) if line.earlier]
    assert len(line.rows) == 2
    assert comparison([line], rows) == ("decline/baseline", ("decline/tuned@earlie",))
    assert [found.id for found in find_rows("decline/tuned@earlie", rows)] == ["old-0", "old-1"]


def test_a_run_of_the_baseline_is_the_baseline() -> None:
    assert compare("baseline-0", "tuned-0") == ("baseline-0", ("tuned-0",))
    assert compare("baseline-0") == ("baseline-0", ("decline/tuned", "decline/remedy"))


def test_without_a_baseline_the_first_one_chosen_stands_for_it() -> None:
    rows = [replace(row, baseline="gone") for row in ROWS]
    assert compare("tuned", "remedy", rows=rows) == ("decline/tuned", ("decline/remedy",))
    assert compare("tuned", rows=rows) is None


def test_the_baseline_that_the_experiment_names_goes_before_one_of_the_usual_name() -> None:
    rows = [replace(row, baseline="remedy") for row in ROWS]
    assert compare("tuned", rows=rows) == ("decline/remedy", ("decline/tuned",))
    assert compare("baseline", rows=rows) == ("decline/remedy", ("decline/baseline",))


def test_a_single_variant_has_nothing_to_be_compared_with() -> None:
    assert compare("baseline", rows=ROWS[:2]) is None


def test_runs_of_overlapping_lines_count_once() -> None:
    assert len(rows_of(lines_of(ROWS, opened=True))) == len(ROWS)
