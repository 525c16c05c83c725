"""Shares of a decline, held against hand-worked games and against the mean over all orders."""

import math
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

from store.errors import StoreError
from tests.trainer.diagnose.lawful import FILE, FILE_OF_TWO, measured_store, wait
from trainer.diagnose.asked import Asked, bench_of
from trainer.diagnose.evidence import BASELINE, Mixture
from trainer.diagnose.fixed import Measured
from trainer.diagnose.shapley import Design, along, attribute, design_of, marginal, shapley_values, shares, subsets

ASKED = Asked("why", "baseline", "tuned")


def figures(changes: str, lost: dict[str, float]) -> dict[Mixture, float]:
    """Return the figure of every mixture: 1, less what each combination costs that is in it."""
    return {
        frozenset(some): 1 - math.fsum(cost for names, cost in lost.items() if set(names) <= set(some))
        for some in subsets(changes)
    }


def test_of_what_two_bring_only_together_each_has_half() -> None:
    found = shapley_values("abc", figures("abc", {"a": 0.1, "bc": 0.3}))
    assert found == pytest.approx({"a": 0.1, "b": 0.15, "c": 0.15})


def test_a_glove_game_is_shared_as_worked_by_hand() -> None:
    """One has a left glove, two have a right one; a pair is worth 1 (Shapley & Shubik 1969): 2/3, 1/6, 1/6."""
    pair = {some: 1 - float("a" in some and len(some) > 1) for some in map(frozenset, subsets("abc"))}
    assert shapley_values("abc", pair) == pytest.approx({"a": 2 / 3, "b": 1 / 6, "c": 1 / 6})


def test_shares_are_the_mean_over_all_orders_and_sum_to_the_whole_decline() -> None:
    chance = Random(1)
    for count in (1, 2, 3, 4, 5):
        changes = "abcde"[:count]
        game = {frozenset(some): chance.random() for some in subsets(changes)}
        each = [marginal(order, game) for order in permutations(changes)]
        mean = {change: math.fsum(one[change] for one in each) / len(each) for change in changes}
        found = shapley_values(changes, game)
        assert found == pytest.approx(mean)
        assert math.fsum(found.values()) == pytest.approx(game[BASELINE] - game[frozenset(changes)])
        assert all(math.fsum(one.values()) == pytest.approx(math.fsum(found.values())) for one in each)


def test_exact_shares_have_students_interval_over_the_seeds() -> None:
    lost = {1: 0.2, 2: 0.3, 3: 0.25}
    each = {seed: figures("ab", {"a": cost, "ab": 0.1}) for seed, cost in lost.items()}
    measured = Measured({mixture: {seed: each[seed][mixture] for seed in lost} for mixture in each[1]})
    found = shares(Design(("a", "b"), (1, 2, 3)), measured)
    assert list(found.shares) == ["a", "b"]
    assert found.shares["a"].mean == pytest.approx(0.3)
    assert found.shares["a"].half == pytest.approx(4.302653 * 0.05 / math.sqrt(3), rel=1e-5)
    assert found.shares["b"].mean == pytest.approx(0.05)
    assert found.decline is not None
    assert found.decline.mean == pytest.approx(0.35)


def test_drawn_orders_that_are_all_orders_give_the_exact_shares() -> None:
    game = figures("abc", {"a": 0.1, "bc": 0.3})
    orders = tuple(permutations("abc"))
    measured = Measured({mixture: dict.fromkeys(range(len(orders)), figure) for mixture, figure in game.items()})
    found = shares(Design(tuple("abc"), tuple(range(len(orders))), orders), measured)
    assert {name: delta.mean for name, delta in found.shares.items()} == pytest.approx(shapley_values("abc", game))


def test_a_mixture_that_cannot_be_had_leaves_no_share_at_all() -> None:
    measured = Measured({BASELINE: {1: 1.0}}, {frozenset("a"): "it failed"})
    found = shares(Design(("a",), (1,)), measured)
    assert (found.shares, found.decline) == ({}, None)


def test_every_mixture_is_trained_where_that_is_allowed_and_else_one_order_with_each_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = bench_of(measured_store(tmp_path, monkeypatch, {}), ASKED)
    exact = design_of(bench, ASKED)
    assert (len(exact.plan), exact.seeds, exact.orders) == (32, (1, 2, 3), ())
    drawn = design_of(bench, replace(ASKED, most_runs=95))
    assert (len(drawn.seeds), len(drawn.orders)) == (15, 15)
    assert sum(map(len, drawn.plan.values())) == 90
    assert all(sorted(order) == sorted(bench.changes) for order in drawn.orders)
    assert len(set(drawn.orders)) > 10
    assert drawn == design_of(bench, replace(ASKED, most_runs=95)), "the same whenever it is asked for"
    assert all(
        seed in drawn.plan[mixture]
        for seed, order in zip(drawn.seeds, drawn.orders, strict=True)
        for mixture in along(order)
    )
    with pytest.raises(StoreError, match="the shares of 5 changes take 18 at least"):
        design_of(bench, replace(ASKED, most_runs=17))


def test_what_the_store_has_is_used_and_the_law_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = measured_store(tmp_path, monkeypatch, {"regularizers.dropout&optimizer.lr=0.1": 0.3}, FILE_OF_TWO)
    before = {row.id for row in store.rows()}
    bench = bench_of(store, ASKED)
    found = attribute(bench, design_of(bench, ASKED), wait)
    assert {name: round(delta.mean, 2) for name, delta in found.shares.items()} == {
        "optimizer.lr": 0.15,
        "dropout": 0.15,
    }
    after = {row.id for row in store.rows()}
    assert len(after - before) == 6
    again = bench_of(store, ASKED)
    assert attribute(again, design_of(again, ASKED), wait).shares == found.shares
    assert {row.id for row in store.rows()} == after


def test_where_a_mixture_does_not_go_together_nothing_is_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clash = FILE.replace("[variants.baseline]", "[variants.baseline]\nregularizers = {layerwise_decay = true}")
    clash = clash.replace("mixup = true", "layerwise_decay = false, discriminative_rates = true")
    store = measured_store(tmp_path, monkeypatch, {}, clash)
    before = len(store.rows())
    bench = bench_of(store, ASKED)
    found = attribute(bench, design_of(bench, replace(ASKED, most_runs=1000)), wait)
    assert (found.shares, found.decline) == ({}, None)
    assert "layerwise_decay" in next(iter(found.measured.refused.values()))
    assert len(store.rows()) == before
