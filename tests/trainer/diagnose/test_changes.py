from typing import Any

import pytest

from store.compare.differences import Absent
from trainer.diagnose.changes import Change, changes_between, mixture_of

BASELINE: dict[str, Any] = {
    "data": {"name": "digits", "size": None},
    "network": {"name": "small_cnn", "width": 32},
    "optimizer": {"name": "adam", "lr": 0.001},
    "regularizers": {"dropout": {"rate": 0.2}, "flip": {}, "ema": {"decay": 0.9}},
}
TUNED: dict[str, Any] = {
    "data": {"name": "digits", "size": 28},
    "network": {"name": "small_cnn", "width": 32},
    "optimizer": {"name": "sgd", "lr": 0.1, "momentum": 0.9},
    "source": {"name": "digits"},
    "regularizers": {"dropout": {"rate": 0.6}, "flip": {}, "mixup": {"alpha": 0.3}},
}


def test_a_method_a_component_and_a_setting_are_a_change_each() -> None:
    assert list(changes_between(BASELINE, TUNED).values()) == [
        Change("data.size", None, 28),
        Change("optimizer", BASELINE["optimizer"], TUNED["optimizer"]),
        Change("source", Absent.OFF, {"name": "digits"}),
        Change("regularizers.dropout", {"rate": 0.2}, {"rate": 0.6}),
        Change("regularizers.ema", {"decay": 0.9}, Absent.OFF),
        Change("regularizers.mixup", Absent.OFF, {"alpha": 0.3}),
    ]


def test_changes_are_called_by_their_place_and_methods_by_their_names() -> None:
    names = list(changes_between(BASELINE, TUNED))
    assert names == ["data.size", "optimizer", "source", "dropout", "ema", "mixup"]


def test_equal_configurations_have_no_changes_and_1_is_not_true() -> None:
    assert changes_between(BASELINE, BASELINE) == {}
    assert list(changes_between({"training": {"x": 1}}, {"training": {"x": True}})) == ["training.x"]
    assert changes_between({"training": {"x": 1}}, {"training": {"x": 1.0}}) == {}


def test_no_change_is_the_baseline_and_all_are_the_tuned_one() -> None:
    changes = changes_between(BASELINE, TUNED)
    assert mixture_of(BASELINE, changes, frozenset()) == BASELINE
    assert mixture_of(BASELINE, changes, frozenset(changes)) == TUNED


@pytest.mark.parametrize("number", range(2**6))
def test_a_mixture_has_the_changes_that_were_wanted_and_no_other(number: int) -> None:
    changes = changes_between(BASELINE, TUNED)
    wanted = frozenset(name for place, name in enumerate(changes) if number >> place & 1)
    assert changes_between(BASELINE, mixture_of(BASELINE, changes, wanted)).keys() == wanted
    assert changes_between(mixture_of(BASELINE, changes, wanted), TUNED).keys() == changes.keys() - wanted


def test_a_mixture_shares_nothing_with_what_it_is_made_of() -> None:
    changes = changes_between(BASELINE, TUNED)
    mixture_of(BASELINE, changes, frozenset(changes))["regularizers"]["mixup"]["alpha"] = 7
    mixture_of(BASELINE, changes, frozenset())["regularizers"]["dropout"]["rate"] = 7
    assert (TUNED["regularizers"]["mixup"], BASELINE["regularizers"]["dropout"]) == ({"alpha": 0.3}, {"rate": 0.2})
