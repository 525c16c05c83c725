import copy
from typing import Any

from hypothesis import HealthCheck, given, settings

from tests.trainer.plan.strategies import layers
from trainer.plan.merging import inherit

Raw = dict[str, Any]
quick = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(layers())
def test_nothing_added_changes_nothing(base: Raw) -> None:
    assert inherit([base]) == inherit([base, {}]) == inherit([{}, base])


@quick
@given(layers(), layers())
def test_the_same_said_twice_is_said_once(base: Raw, own: Raw) -> None:
    assert inherit([base, own, own]) == inherit([base, own])


@quick
@given(layers(), layers())
def test_what_is_written_last_counts(base: Raw, own: Raw) -> None:
    merged = inherit([base, own])
    for section, table in own.items():
        for key, value in table.items():
            if isinstance(value, dict):
                assert merged[section][key].items() >= value.items()
            elif value is not True:
                assert merged[section][key] == value


@quick
@given(layers(), layers())
def test_what_is_not_written_is_inherited(base: Raw, own: Raw) -> None:
    merged = inherit([base, own])
    for section in base.keys() - own.keys():
        assert merged[section] == inherit([base])[section]
    for name in base.get("regularizers", {}).keys() - own.get("regularizers", {}).keys():
        assert merged["regularizers"][name] == base["regularizers"][name]


@quick
@given(layers(), layers())
def test_merging_changes_neither(base: Raw, own: Raw) -> None:
    before = copy.deepcopy((base, own))
    inherit([base, own])
    assert (base, own) == before


def test_a_method_can_be_turned_off_and_on_again() -> None:
    base, off, on = ({"regularizers": {"dropout": value}} for value in ({"rate": 0.2}, False, True))
    assert inherit([base, off]) == off
    assert inherit([base, on]) == base
    assert inherit([base, off, on]) == base
    assert inherit([on]) == on
    assert inherit([off, on]) == on
    assert inherit([base, off, {"regularizers": {"dropout": {"where": "conv"}}}]) == {
        "regularizers": {"dropout": {"rate": 0.2, "where": "conv"}}
    }


def test_under_another_name_only_what_both_components_have_is_inherited() -> None:
    base = {"optimizer": {"name": "adam", "lr": 0.01, "beta1": 0.8}}
    assert inherit([base, {"optimizer": {"name": "sgd", "momentum": 0.5}}]) == {
        "optimizer": {"name": "sgd", "lr": 0.01, "momentum": 0.5}
    }
    assert inherit([base, {"optimizer": {"name": "adamw"}}])["optimizer"]["beta1"] == 0.8


def test_the_default_name_counts_as_a_name() -> None:
    merged = inherit([{"optimizer": {"beta1": 0.8, "lr": 0.1}}, {"optimizer": {"name": "sgd"}}])
    assert merged == {"optimizer": {"name": "sgd", "lr": 0.1}}


def test_a_misspelt_setting_is_inherited_so_that_it_is_told() -> None:
    merged = inherit([{"optimizer": {"name": "adam", "betta": 1}}, {"optimizer": {"name": "sgd"}}])
    assert merged["optimizer"]["betta"] == 1


def test_extra_data_under_another_name_leaves_its_settings_behind() -> None:
    base = {"data": {"name": "digits", "extra": {"name": "csv", "path": "/x", "size": 8}}}
    own = {"data": {"extra": {"name": "digits"}}}
    assert inherit([base, own]) == {"data": {"name": "digits", "extra": {"name": "digits", "size": 8}}}


def test_a_source_can_be_taken_away_and_named_again() -> None:
    base, away = {"source": {"name": "digits"}}, {"source": False}
    assert inherit([base, away]) == {}
    assert inherit([base, away, base]) == base


def test_what_is_no_table_replaces_and_is_replaced() -> None:
    assert inherit([{"training": {"epochs": 1}}, {"training": 3}]) == {"training": 3}
    assert inherit([{"regularizers": 3}, {"regularizers": {"ema": True}}]) == {"regularizers": {"ema": True}}
    assert inherit([{"data": []}, {"data": {"name": "digits"}}]) == {"data": {"name": "digits"}}
