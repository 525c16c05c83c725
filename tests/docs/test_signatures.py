"""The page of signatures is of today's runs and words, and says no more than its tables count."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.docs.signatures import ABOUT, COUNTS, PAGE, TITLES, Judged, section
from tests.planted.declines import DIGITS, LETTERS, RECIPES, World, recipes, variant_of, write_world
from trainer.diagnose.signatures.kinds import Kind
from trainer.plan.experiment import load_experiment

NONE_FOUND: Counter[tuple[Kind, str]] = Counter({(Kind.NOISE, "no word"): 2, (Kind.NOISE, "noise"): 3})


def read(title: str) -> Judged:
    """Read the counts of a section of the page."""
    text = PAGE.read_text("utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]
    head, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*$", text, re.MULTILINE)
    ]
    found = {
        (Kind(row[0]), word): int(cell) for row in rows for word, cell in zip(head[1:], row[1:], strict=True) if cell
    }
    return Judged(LETTERS, Counter(found))


def test_the_page_explains_what_is_done_today() -> None:
    assert PAGE.read_text("utf-8").startswith(ABOUT.format(**COUNTS))


@pytest.mark.parametrize("title", TITLES.values())
def test_every_run_is_counted_and_the_sum_is_that_of_the_table(title: str) -> None:
    judged = read(title)
    assert Counter(kind for kind, _ in judged.found.elements()) == dict.fromkeys(RECIPES, 6)
    assert section(judged, title) in PAGE.read_text("utf-8")


def test_on_data_that_no_threshold_was_fixed_on_nine_words_in_ten_are_right() -> None:
    judged = read(TITLES[LETTERS])
    assert judged.right >= 0.9 * sum(judged.found.values())


def test_a_decline_without_a_word_is_not_right() -> None:
    judged = Judged(DIGITS, NONE_FOUND)
    assert (judged.right, judged.abstained) == (3, 2)
    assert "3 of 5 right (60%), 2 without a word." in section(judged, "x")


@pytest.mark.parametrize("world", [DIGITS, LETTERS], ids=lambda world: world.name)
def test_each_recipe_is_a_variant_that_may_be_run(world: World, tmp_path: Path) -> None:
    experiment = load_experiment(write_world(world, tmp_path))
    assert set(experiment.variants) == {"source", "baseline", "longer", *recipes()}
    assert variant_of(Kind.NOISE, 1) in experiment.variants
