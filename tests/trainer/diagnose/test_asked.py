"""What is asked of a search, and with which terms."""

from pathlib import Path

import pytest

from store.errors import StoreError
from store.status import Status
from store.yardstick import group_name
from tests.support.stores import BEGAN, add_run, make_config, make_store
from tests.trainer.diagnose.lawful import measured_store
from trainer.diagnose.asked import Asked, asked_about, bench_of
from trainer.diagnose.errand import errand_of

ASKED = Asked("why", "baseline", "tuned")


def test_a_variant_is_held_against_its_experiments_baseline_or_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = measured_store(tmp_path, monkeypatch, {})
    assert asked_about(store, "why/tuned") == ASKED
    assert asked_about(store, "why/tuned", "why/same").baseline == "same"
    for name in ("why", "why/tuned/1"):
        with pytest.raises(StoreError, match="a variant is expected"):
            asked_about(store, name)
    with pytest.raises(StoreError, match="no run is called 'why/tuned@ab'"):
        asked_about(store, "why/tuned@ab")


def test_an_earlier_configuration_is_held_against_the_baseline_of_its_time(tmp_path: Path) -> None:
    store = make_store(tmp_path, 4)
    old = {row.variant: group_name(row, earlier=True).partition("/")[2] for row in store.rows()}
    assert asked_about(store, f"decline/{old['tuned']}") == Asked("decline", "baseline", "tuned")
    for place, variant in enumerate(("baseline", "tuned")):
        add_run(store.root, variant=variant, created=BEGAN + 9000 + place, config=make_config(variant, 9))
    assert asked_about(store, "decline/tuned") == Asked("decline", "baseline", "tuned")
    asked = asked_about(store, f"decline/{old['tuned']}ab"[:-2])
    assert (asked.baseline, asked.tuned) == (old["baseline"], old["tuned"])


def test_terms_that_were_said_before_are_taken_and_what_is_none_is_passed_over() -> None:
    plain = Asked("other", "x", "y", "val.loss", share=0.7, most_runs=50).plain()
    assert ASKED.said_before(plain) == Asked("why", "baseline", "tuned", "val.loss", share=0.7, most_runs=50)
    assert ASKED.said_before({"figure": 1, "share": "much", "most_runs": None}) == ASKED


def test_a_pair_has_one_errand_whatever_is_asked_of_it(tmp_path: Path) -> None:
    errand = errand_of(tmp_path, ASKED)
    assert errand == errand_of(tmp_path, Asked("why", "baseline", "tuned", "val.loss", share=0.7))
    assert errand.lock != errand_of(tmp_path, Asked("why", "tuned", "baseline")).lock


def test_where_nothing_was_measured_of_the_baseline_either_no_other_answer_is_advised(tmp_path: Path) -> None:
    store = make_store(tmp_path, 4, statuses=[Status.QUEUED])
    for may_diverge in (False, True):
        with pytest.raises(StoreError, match="decline/baseline: none of its runs has measured anything, so nothing"):
            bench_of(store, Asked("decline", "baseline", "tuned"), may_diverge=may_diverge)
