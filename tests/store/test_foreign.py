"""Settings of others stand where their like stand here, and those that fit nowhere are kept all the same."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.compare.catalogue import flatten
from store.errors import StoreError
from store.foreign import foreign_config
from store.forms import CONFIG_FORMS, misfits

TRAINING = {"training.epochs": 5, "training.select": "last", "training.select_metric": "val.accuracy"}
NAMES = st.sampled_from(
    ["data", "network", "optimizer", "training", "regularizers", "name", "epochs", "lr", "a.b", "x", "settings"]
)
VALUES = st.one_of(
    st.integers(-(2**63) + 1, 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.booleans(),
    st.none(),
)
TABLES = st.recursive(VALUES, lambda inner: st.dictionaries(NAMES, inner, max_size=3), max_leaves=8)


def flat(settings: dict[str, Any]) -> dict[str, Any]:
    return flatten(foreign_config(settings, 5, "last", "val.accuracy"))


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"optimizer.lr": 0.1, "model": {"width": 3}}, {"optimizer.lr": 0.1, "model.width": 3}),
        ({"optimizer": "adam", "optimizer.lr": 0.1}, {"optimizer.name": "adam", "optimizer.lr": 0.1}),
        ({"data": 5, "regularizers": "none"}, {"settings.data": 5, "regularizers.name": "none"}),
        ({"training": {"epochs": "many"}}, {"settings.training.epochs": "many"}),
        ({"a": 1, "a.b": 2}, {"a": 1, "settings.a.b": 2}),
        ({"a.b": 1, "a": {"b": 2}, "settings": 3}, {"a.b": 1, "settings.a.b": 2, "settings.settings": 3}),
        ({"sizes": (1, 2), "rate": float("inf")}, {"sizes": [1, 2], "rate": "inf"}),
    ],
)
def test_each_setting_stands_where_its_name_says_or_under_settings(
    settings: dict[str, Any], found: dict[str, Any]
) -> None:
    assert flat(settings) == found | TRAINING


def test_what_is_told_as_a_setting_counts() -> None:
    assert flat({"training": {"epochs": 90, "select": "best"}}) == TRAINING | {
        "training.epochs": 90,
        "training.select": "best",
    }


@given(st.dictionaries(NAMES, TABLES, max_size=5))
def test_whatever_there_is_no_value_is_lost_and_every_reader_can_read_it(settings: dict[str, Any]) -> None:
    config = foreign_config(settings, 5, "last", "val.accuracy")
    assert not list(misfits(config, CONFIG_FORMS))
    values = [value for path, value in flatten(config).items() if path not in TRAINING]
    for value in [leaf for inner in settings.values() for leaf in _leaves(inner)]:
        assert value in [*values, *config["training"].values()]


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    return [value]


def test_numbers_of_numpy_are_numbers() -> None:
    import numpy as np

    found = flat({"lr": np.float64(0.1), "sizes": [np.int64(3)], "on": np.bool_(True)})
    assert found == TRAINING | {"lr": 0.1, "sizes": [3], "on": True}
    assert orjson.dumps(found)


def test_what_no_file_can_hold_is_told_by_its_place() -> None:
    with pytest.raises(StoreError, match=r"settings: model\.act: <.*> is to be a text, a number"):
        foreign_config({"model": {"act": object()}}, 5, "last", "val.accuracy")
