from datetime import UTC, datetime

import pytest

from store.compare.diff import diff
from store.compare.export import diff_document, result_document
from store.compare.formats import to_text
from store.compare.groups import Group
from store.compare.markdown import to_markdown
from store.compare.results import result_table
from store.compare.table import Document
from store.compare.text import columns_of
from store.status import Status
from tests.store.compare.golden import assert_is_golden
from tests.store.compare.scene import ACCURACIES, CATALOGUE, GOAL, group, member, remedy, tuned

WHEN = datetime(2026, 11, 24, 17, 3, tzinfo=UTC)


def with_one_failed() -> Group:
    members = [member(seed, value) for seed, value in enumerate(ACCURACIES["tuned"])]
    return tuned([*members[:4], member(4, 0.5, Status.FAILED)])


@pytest.fixture
def compared() -> Document:
    groups = [group(), with_one_failed(), remedy()]
    return diff_document(diff(groups[0], groups[1:], CATALOGUE).shortened(), groups[0], groups[1:], WHEN)


@pytest.fixture
def pair() -> Document:
    return diff_document(diff(group(), [tuned()], CATALOGUE).shortened(), group(), [tuned()], WHEN)


@pytest.fixture
def results() -> Document:
    members = [member(seed, 0.99) for seed in range(5)]
    source = group("source", {"data.classes": [0, 1]}, members, note="learns two classes")
    return result_document(result_table([source, group(), with_one_failed(), remedy()], GOAL), "decline", WHEN)


def test_a_diff_in_a_pipe(compared: Document) -> None:
    assert_is_golden(to_text(compared), "diff.txt")


def test_a_diff_at_80_columns(compared: Document) -> None:
    assert_is_golden(to_text(compared, 80), "diff_80.txt")


def test_a_diff_of_two_fits_80_columns_with_everything_but_p(pair: Document) -> None:
    assert_is_golden(to_text(pair, 80), "pair_80.txt")
    assert "…" not in to_text(pair, 80)
    assert "Not shown for want of width: p\n" in to_text(pair, 80)


def test_a_diff_as_markdown(compared: Document) -> None:
    assert_is_golden(to_markdown(compared), "diff.md")


def test_results_in_a_pipe(results: Document) -> None:
    assert_is_golden(to_text(results), "results.txt")


def test_results_at_80_columns(results: Document) -> None:
    assert_is_golden(to_text(results, 80), "results_80.txt")


def test_results_as_markdown(results: Document) -> None:
    assert_is_golden(to_markdown(results), "results.md")


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(compared: Document, results: Document, width: int) -> None:
    for document in (compared, results):
        assert max(map(columns_of, to_text(document, width).splitlines())) <= width


def test_a_document_says_when_and_what_was_compared(pair: Document) -> None:
    assert pair.title == "decline: baseline and tuned"
    assert pair.about[:2] == ("Compared 2026-11-24 17:03.", "baseline: decline/baseline, seeds 0 to 4.")


def test_a_single_run_is_named_by_its_id_and_groups_of_two_experiments_by_their_names() -> None:
    one = group(name="other/baseline", members=[member(3, 0.9)])
    document = diff_document(diff(group(), [one]), group(), [one])
    assert document.title == "decline/baseline and other/baseline"
    assert document.about[2] == "other/baseline: other/baseline, run 2026-11-24-003, seed 3."
