"""Which examples are walked through, and in which order: small test sets, counted by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from store.compare.answers import Answers
from store.compare.browse import KINDS, Browser, open_browser
from store.compare.examples import Beside, browser_table
from store.compare.flipped import Changes
from store.compare.groups import group_of
from store.compare.table import Cell, Column, Table
from store.errors import StoreError
from store.predictions import Predictions
from store.run import Run
from store.store import Store
from tests.support.answers import keep_answers
from tests.support.stores import add_run

CLASSES = ("tabby cat", "cat", "dog")
LABELS = np.array([0, 1, 2, 2, 1, 0])


def said(classes: list[int], sure: list[float] | None = None) -> Predictions:
    """Return the answers of a run that finds each class it says `sure` logits above the others."""
    logits = np.zeros((len(classes), 3), np.float32)
    logits[range(len(classes)), classes] = [2.0] * len(classes) if sure is None else sure
    return Predictions(logits, LABELS, CLASSES)


BASELINE = Answers("baseline", {1: said([0, 1, 2, 2, 0, 1]), 2: said([0, 1, 2, 0, 0, 0])})
TUNED = Answers("tuned", {1: said([1, 0, 2, 2, 2, 0], [2.0, 4.0, 2, 2, 2, 2]), 2: said([1, 0, 0, 2, 0, 0])})
"""Example by example: lost twice, lost twice (surer), lost once, won once, both wrong twice, won once."""


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return Browser(Changes(BASELINE, TUNED), "test", Run(tmp_path))


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_those_that_flipped_in_most_runs_come_first_then_the_surest_answers(browser: Browser) -> None:
    assert browser.places("lost") == [1, 0, 2]


def test_each_kind_has_its_examples(browser: Browser) -> None:
    assert browser.places("won") == [3, 5]
    assert browser.places("both") == [4]
    assert sorted(browser.places("all")) == [0, 1, 2, 3, 4, 5]
    assert browser.places("all")[:2] == [1, 0]
    assert {kind: browser.count(kind) for kind in KINDS} == {"lost": 3, "won": 2, "both": 1, "all": 6}


def test_an_example_lost_in_one_pair_and_won_in_another_has_neither_flipped_more(browser: Browser) -> None:
    before = {1: said([0] * 6), 2: said([1] * 6)}
    mixed = Answers("tuned", {1: said([1] * 6), 2: said([0] * 6)})
    swapped = replace(browser, changes=Changes(Answers("baseline", before), mixed))
    assert swapped.places("lost") == swapped.places("won") == []
    cell = browser_table(swapped, [0], "all").rows[0].cells[-1]
    assert (cell.text, cell.mark) == ("lost in 1, won in 1 of 2", "")


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ("class:dog", [2, 3]),
        ("said:dog", [2, 3, 4]),
        ("before:dog", [2, 3]),
        ("class:cat", [1, 4]),
        ('class:"tabby cat"', [0, 5]),
        ("class:tab", [0, 5]),
        ("class:*cat said:dog", [4]),
        ("DOG", [2, 3, 4]),
        ("  ", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_a_filter_asks_for_classes_by_name(browser: Browser, wanted: str, places: list[int]) -> None:
    assert sorted(browser.places("all", wanted)) == places


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ("class:dig", r"no class is called 'dig' \(did you mean 'dog'\?\)"),
        ("clas:dog", r"no field 'clas' to ask an example for \(did you mean 'class'\?\)"),
        ("seed:3", "fields are class, said, before"),
        ('class:"tabby', "a quote is not closed"),
    ],
)
def test_a_mistake_in_a_filter_is_told(browser: Browser, wanted: str, problem: str) -> None:
    with pytest.raises(StoreError, match=problem):
        browser.places("all", wanted)


def test_the_table_says_how_many_runs_say_what_and_how_sure_they_are(browser: Browser) -> None:
    table = browser_table(browser, browser.places("all"), "all")
    by_example = {row[0]: row[1:] for row in texts(table)}
    assert by_example["1"] == ["cat", "cat ×2 (0.79)", "tabby cat ×2 (0.88)", "lost in 2 of 2"]
    assert by_example["2"] == ["dog", "dog ×2 (0.79)", "dog ×1 (0.79), tabby cat ×1 (0.79)", "lost in 1 of 2"]
    assert by_example["4"][-1] == "both wrong in 2 of 2"
    assert table.notes[0] == "Of 6 examples: 3 right → wrong, 2 wrong → right, 1 wrong in both."


def test_of_single_runs_no_counts_are_told(tmp_path: Path) -> None:
    one = Changes(Answers("a", {1: said([0] * 6)}), Answers("b", {1: said([0, 0, 0, 0, 1, 1])}))
    table = browser_table(Browser(one, "val", Run(tmp_path)), [0, 4], "all")
    assert texts(table)[0] == ["0", "tabby cat", "tabby cat (0.79)", "tabby cat (0.79)", "both right"]
    assert texts(table)[1][-1] == "won"


def test_more_columns_stand_beside(browser: Browser) -> None:
    beside = Beside((Column("from"),), {1: (Cell("here", "here"),), 0: (Cell("there", "there"),)})
    assert [row[-1] for row in texts(browser_table(browser, [0, 1], "lost", beside))] == ["there", "here"]


def test_the_run_to_ask_for_pictures_is_one_of_the_baseline_that_kept_its_answers(tmp_path: Path) -> None:
    groups = []
    for variant in ("baseline", "tuned"):
        runs = [add_run(tmp_path, variant=variant, seed=seed) for seed in (1, 2)]
        keep_answers(runs[1].folder, [0, 1], [0, 0], ["cat", "dog"])
        groups.append(group_of(runs))
    browser, missing = open_browser(Store(tmp_path), groups, ["baseline", "tuned"])
    assert browser is not None
    assert browser.run.id == groups[0].members[1].id
    assert missing[0] == "baseline: 1 of 2 runs keep no answers to the same test examples."
    assert open_browser(Store(tmp_path), groups, ["baseline", "tuned"], "val")[0] is None
