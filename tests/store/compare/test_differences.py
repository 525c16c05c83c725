from typing import Any

import pytest

from store.compare.catalogue import Setting
from store.compare.differences import Absent, Difference, are_different, compare_settings
from tests.store.compare.scene import CATALOGUE, config

BASE = config()


def differing(*changes: dict[str, Any]) -> list[Difference]:
    return compare_settings([BASE, *map(config, changes)], CATALOGUE)


def paths(found: list[Difference]) -> list[str]:
    return [difference.path for difference in found]


def test_equal_settings_are_hidden() -> None:
    assert differing({}) == []
    assert paths(differing({"optimizer.lr": 0.01})) == ["optimizer.lr"]


def test_with_everything_each_setting_of_every_method_has_a_row_and_what_else_there_is() -> None:
    found = compare_settings([BASE, config({"optimizer.lr": 0.01})], CATALOGUE, everything=True)
    methods = [setting.path for setting in CATALOGUE if setting.path.startswith("regularizers.")]
    assert paths(found)[: len(methods)] == methods
    assert "training.select" in paths(found)
    assert "optimizer.momentum" not in paths(found)
    assert [difference.differs for difference in found].count(True) == 1


def test_regularization_comes_first_by_its_groups_then_the_sections_in_their_order() -> None:
    found = differing(
        {
            "training.epochs": 5,
            "optimizer.lr": 0.01,
            "data.name": "csv",
            "regularizers.flip": {},
            "regularizers.weight_decay.amount": 0.1,
            "regularizers.dropout.rate": 0.5,
        }
    )
    assert [(difference.group, difference.label) for difference in found] == [
        ("regularization: layers", "dropout.rate"),
        ("regularization: weights", "weight_decay.amount"),
        ("regularization: images", "flip"),
        ("other settings", "data.name"),
        ("other settings", "optimizer.lr"),
        ("other settings", "training.epochs (epochs)"),
    ]


def test_a_method_switched_on_is_one_row_from_off_to_its_value() -> None:
    (found,) = differing({"regularizers.pruning": {"by": "share", "share": 0.3}})
    assert (found.path, found.values) == ("regularizers.pruning.share", (Absent.OFF, 0.3))


def test_a_method_switched_off_is_one_row_too() -> None:
    (found,) = differing({"regularizers.weight_decay": None})
    assert (found.path, found.values) == ("regularizers.weight_decay.amount", (0.01, Absent.OFF))


def test_what_a_switched_method_sets_beside_its_defaults_is_told() -> None:
    found = differing({"regularizers.pruning": {"by": "threshold", "share": 0.3}})
    assert paths(found) == ["regularizers.pruning.by", "regularizers.pruning.share"]


def test_a_method_without_settings_is_on_or_off() -> None:
    (found,) = differing({"regularizers.flip": {}})
    assert found.is_method
    assert found.values == (Absent.OFF, True)


def test_a_missing_key_is_a_difference() -> None:
    found = differing({"optimizer": {"name": "sgd", "lr": 0.001, "momentum": 0.9}})
    assert [(one.path, one.values) for one in found] == [
        ("optimizer.name", ("adamw", "sgd")),
        ("optimizer.momentum", (Absent.MISSING, 0.9)),
    ]


def test_a_table_in_place_of_nothing_is_told_by_its_settings() -> None:
    found = compare_settings([{"data": {"extra": None}}, {"data": {"extra": {"name": "csv", "path": "x"}}}], ())
    assert paths(found) == ["data.extra.name", "data.extra.path"]


def test_settings_of_a_plug_in_appear_though_nobody_declared_them() -> None:
    found = differing({"regularizers.mine": {"strength": 2}, "network.width": 64, "regularizers.dropout.new": 1})
    assert [(one.path, one.group) for one in found] == [
        ("regularizers.dropout.new", "regularization: other methods"),
        ("regularizers.mine.strength", "regularization: other methods"),
        ("network.width", "other settings"),
    ]


def test_unit_and_help_come_from_the_catalogue() -> None:
    (found,) = differing({"training.epochs": 5})
    assert (found.unit, found.help) == ("epochs", "How often the training set is gone through.")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(1, 1.0, False), (1, True, True), ("off", Absent.OFF, True), (None, Absent.MISSING, True), ([1], [1.0], False)],
)
def test_values_differ_by_kind_as_well(one: Any, other: Any, *, expected: bool) -> None:
    assert are_different(one, other) is expected


def test_a_setting_whose_value_is_the_word_off_is_not_a_method_that_is_off() -> None:
    known = [Setting("regularizers.m.a", "g", default=1), Setting("regularizers.m.mode", "g", default="on")]
    configs = [{"regularizers": {"m": {"a": 1, "mode": mode}}} for mode in ("off", "on")]
    assert [one.values for one in compare_settings(configs, known)] == [("off", "on")]
