import json
from dataclasses import replace
from typing import Any

from store.compare.catalogue import Setting
from store.compare.formats import to_csv, to_json, to_text
from store.compare.groups import Group
from store.compare.markdown import to_markdown
from store.compare.settings_table import settings_table, shortened
from store.compare.table import Row, Table
from tests.store.compare.scene import CATALOGUE, config, group, member

IDLE = "regularizers.dropout.rate: had no layer to act on: the network has none"
ODD = "regularizers.dropout.rate: 0.6 of the inputs are dropped: it underfits"


def tuned_with(*warnings: str, runs: int = 3, of: int = 3, **parts: Any) -> Group:
    members = [member(seed, 0.9, warnings=warnings if seed < of else (), **parts) for seed in range(runs)]
    return group("tuned", {"optimizer.lr": 0.01}, members)


def short(*groups: Group) -> Table:
    return shortened(settings_table(groups, [one.variant for one in groups], CATALOGUE))


def row(table: Table, key: str) -> Row:
    return next(row for row in table.rows if row.key == key)


def test_a_setting_without_effect_is_marked_on_its_row_in_every_format() -> None:
    table = short(group(), tuned_with(IDLE))
    assert row(table, "regularizers.dropout.rate").cells[2].text == "0.2 (set, no effect)"
    assert "0.2 (set, no effect)" in to_text(table)
    assert "0.2 (set, no effect)" in to_markdown(table)
    (found,) = [one for one in json.loads(to_json(table))["rows"] if one["key"] == "regularizers.dropout.rate"]
    assert found["effects"] == {"tuned": "set, no effect"}
    assert found["values"]["tuned"] == 0.2, "the value itself stays as it is"
    assert "set, no effect" in to_csv(table)


def test_it_is_told_of_how_many_runs_that_is_so() -> None:
    found = row(short(group(), tuned_with(IDLE, of=2)), "regularizers.dropout.rate")
    assert found.cells[2].text == "0.2 (set, no effect in 2 of 3)"


def test_a_warning_of_another_kind_is_no_lack_of_effect() -> None:
    assert row(short(group(), tuned_with(ODD)), "regularizers.dropout.rate").cells[2].text == "0.2 (warned)"
    both = row(short(group(), tuned_with(ODD, IDLE)), "regularizers.dropout.rate")
    assert both.cells[2].text == "0.2 (set, no effect)"


def test_what_is_said_of_a_method_is_said_of_its_settings() -> None:
    text = "regularizers.dropout: changed nothing: all below the head stood still to the end"
    table = short(group(), tuned_with(text))
    for name in ("rate", "where"):
        assert "(set, no effect)" in row(table, f"regularizers.dropout.{name}").cells[2].text
    assert "regularizers.weight_decay.amount" not in {one.key for one in table.rows}


def test_equal_settings_that_had_the_same_effect_everywhere_stay_hidden() -> None:
    idle = [member(seed, 0.9, warnings=(IDLE,)) for seed in range(3)]
    table = short(group(members=idle), tuned_with(IDLE))
    assert [one.key for one in table.rows] == ["optimizer.lr"]


def test_a_method_that_is_off_has_no_effect_to_miss() -> None:
    off = group("tuned", {"regularizers.dropout": None}, [member(0, 0.9, warnings=(IDLE,))])
    assert row(short(group(), off), "regularizers.dropout.rate").cells[2].text == "off"


def test_what_a_setting_left_open_and_an_early_end_are_told_beside_it() -> None:
    gpu = tuned_with(effective={"training.device": "NVIDIA H100", "training.epochs": 12})
    gpu = replace(gpu, config=config({"training.device": "auto"}))
    base = replace(group(), config=config({"training.device": "auto"}))
    table = short(base, gpu)
    assert row(table, "training.device").cells[2].text == "auto (NVIDIA H100)"
    assert row(table, "training.epochs").cells[2].text == "20 (12 done)"


def test_what_no_run_has_set_says_nothing_of_effects() -> None:
    file = Group("x.toml", config({"optimizer.lr": 0.01}), (), variant="file")
    assert [one.key for one in short(tuned_with(IDLE), file).rows] == []
    assert [one.key for one in short(file, tuned_with(IDLE)).rows] == []


def test_numbers_have_the_ratio_beside_them() -> None:
    found = row(short(group(), tuned_with()), "optimizer.lr")
    assert [cell.text for cell in found.cells[1:]] == ["0.001", "0.01", "×10"]
    assert found.cells[3].value == {"difference": 0.009, "ratio": 10.0}


def test_scripts_are_told_what_is_declared() -> None:
    known = [Setting("optimizer.lr", "optimizer", default=0.001, bounds="> 0")]
    table = settings_table([group(), tuned_with()], ["baseline", "tuned"], known)
    assert row(table, "optimizer.lr").more == {"default": 0.001, "bounds": "> 0"}
