"""What is offered to be compared."""

from pathlib import Path

import pytest

from store.store import Store
from tests.support.stores import add_run, make_store
from tui.comparing.variants import Variants


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = make_store(tmp_path, 8)
    add_run(store.root, variant="~tried")
    add_run(store.root, experiment="other", variant="lone")
    store.reindex()
    return store


def test_what_is_compared_comes_first_then_the_other_variants_of_the_experiment(store: Store) -> None:
    choices = Variants(store.rows()).choices(["decline/remedy", "decline/baseline"], {"decline/baseline"})
    assert [choice.key for choice in choices] == [
        "decline/remedy",
        "decline/baseline",
        "decline/tuned",
        "decline/no-mixup",
    ]
    assert choices[0].help == "the baseline, which stays first; 2 runs"
    assert [choice.help for choice in choices[1:3]] == ["pinned; 2 runs", "2 runs"]


def test_what_is_typed_brings_variants_of_all_experiments_and_what_is_called_just_so(store: Store) -> None:
    variants, run = Variants(store.rows()), store.find("decline/tuned/1")
    assert [choice.key for choice in variants.offers("lone")] == ["other/lone"]
    assert [choice.key for choice in variants.offers("decline tuned")] == ["decline/tuned"]
    assert [choice.key for choice in variants.offers(run.id)] == [run.id]
    assert [choice.key for choice in variants.offers("decline/~tried")] == ["decline/~tried"], "whole names only"
    assert not variants.offers("~")
    assert not variants.offers("")


def test_what_is_compared_and_has_gone_is_no_mistake(store: Store) -> None:
    assert Variants(store.rows()).choices(["decline/gone"])[0].key == "decline/gone"
