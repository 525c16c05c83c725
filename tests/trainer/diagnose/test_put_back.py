"""Changes put back one at a time: figures by hand, and a store whose runs obey a law."""

from dataclasses import replace
from pathlib import Path

import pytest

from store.compare.statistics.deltas import differences
from store.compare.statistics.verdicts import Verdict
from store.errors import StoreError
from tests.trainer.diagnose.lawful import FILE, measured_store, wait
from trainer.diagnose.asked import Asked, bench_of
from trainer.diagnose.evidence import BASELINE
from trainer.diagnose.fixed import Measured
from trainer.diagnose.put_back import put_back, recovery

ASKED = Asked("why", "baseline", "tuned")
A, B, AB = frozenset("a"), frozenset("b"), frozenset("ab")
FIGURES = {
    BASELINE: {1: 0.90, 2: 0.92, 3: 0.91},
    AB: {1: 0.70, 2: 0.71, 3: 0.72},
    B: {1: 0.86, 2: 0.87, 3: 0.89},
    A: {1: 0.71, 2: 0.71, 3: 0.71},
}


def test_changes_are_ranked_by_what_comes_back_all_at_once_against_the_tuned_one() -> None:
    found = recovery(["b", "a"], Measured(FIGURES), "val.accuracy")
    assert list(found.recovered) == ["a", "b"]
    expected = differences(FIGURES[AB], [FIGURES[BASELINE], FIGURES[A], FIGURES[B]])
    assert [found.whole.delta, found.recovered["b"].delta, found.recovered["a"].delta] == expected
    assert found.recovered["a"].verdict is Verdict.BETTER
    assert found.recovered["b"].verdict is Verdict.UNTOLD
    assert found.share(found.recovered["a"].delta) == pytest.approx((0.8733333 - 0.71) / 0.2)


def test_without_a_decline_there_is_no_share_of_it() -> None:
    same = dict.fromkeys(FIGURES, FIGURES[AB])
    found = recovery(["a", "b"], Measured(same), "val.accuracy")
    assert not found.declines
    assert found.share(found.recovered["a"].delta) is None


def test_what_cannot_be_put_back_alone_is_told_with_its_reason() -> None:
    figures = {mixture: values for mixture, values in FIGURES.items() if mixture != B}
    found = recovery(["a", "b"], Measured(figures, {B: "it does not go with b"}), "val.accuracy")
    assert found.refused == {"a": "it does not go with b"}
    assert list(found.recovered) == ["b"]


def test_the_law_is_found_again_with_the_seeds_that_both_have_finished_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = {"regularizers.dropout": 0.2, "optimizer.lr=0.1&!regularizers.mixup": float("inf")}
    store = measured_store(tmp_path, monkeypatch, law, FILE.replace("seeds = 2", "seeds = 4"))
    bench = bench_of(store, ASKED)
    found = put_back(bench, ASKED, wait)
    assert next(iter(found.recovered)) == "dropout"
    delta = found.recovered["dropout"].delta
    assert delta is not None
    assert delta.n == 4
    assert found.share(delta) == pytest.approx(1, abs=0.05)
    assert list(found.refused) == ["mixup"]
    assert "failed" in found.refused["mixup"]


def test_what_takes_more_runs_than_may_be_is_refused_before_anything_is_queued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = measured_store(tmp_path, monkeypatch, {})
    before = len(store.rows())
    with pytest.raises(StoreError, match="5 changes with 3 seeds takes 21 runs"):
        put_back(bench_of(store, ASKED), replace(ASKED, most_runs=20), wait)
    assert len(store.rows()) == before
