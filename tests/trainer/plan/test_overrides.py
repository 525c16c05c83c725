from pathlib import Path
from typing import Any

import pytest

from tests.trainer.plan.files import FULL, mistakes, write
from trainer.plan.experiment import load_experiment
from trainer.plan.overrides import Override, apply_overrides, parse_overrides


def value(text: str) -> Any:
    return parse_overrides([f"training.epochs={text}"], [])[0].value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3),
        ("1_000", 1000),
        ("0.5", 0.5),
        (".5", 0.5),
        ("-.5e-3", -0.0005),
        ("1e-3", 0.001),
        ("true", True),
        ("sgd", "sgd"),
        ('"3"', "3"),
        ("variant:source", "variant:source"),
        ("a = b", "a = b"),
        ("[1, 2]", [1, 2]),
        ("{ rate = 0.1 }", {"rate": 0.1}),
        ("", ""),
    ],
)
def test_a_value_is_read_as_toml_and_a_bare_word_as_text(text: str, expected: Any) -> None:
    assert value(text) == expected
    assert type(value(text)) is type(expected)


def test_a_section_is_set_for_every_variant() -> None:
    experiment = load_experiment(FULL, ["optimizer.lr=0.5", "seeds=[7]", "title=Other"])
    assert {config.optimizer.lr for config in experiment.variants.values()} == {0.5}
    assert (experiment.seeds, experiment.title) == ((7,), "Other")


def test_a_variant_is_set_alone() -> None:
    experiment = load_experiment(FULL, ["variants.tuned.optimizer.lr=0.5", "variants.tuned.regularizers.mixup=false"])
    rates = {name: config.optimizer.lr for name, config in experiment.variants.items()}
    assert rates == {"source": 0.003, "baseline": 0.003, "tuned": 0.5, "calmer": 0.5, "bare": 0.5}
    assert "mixup" not in experiment.variants["tuned"].regularizers


def test_the_base_can_be_set_without_what_variants_say() -> None:
    rates = {name: c.optimizer.lr for name, c in load_experiment(FULL, ["base.optimizer.lr=0.5"]).variants.items()}
    assert rates["baseline"] == 0.5
    assert rates["tuned"] == 0.03


def test_the_last_one_counts() -> None:
    experiment = load_experiment(FULL, ["training.epochs=2", "training.epochs=3"])
    assert experiment.variants["baseline"].training.epochs == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("optimizer.lrr=1", "--set optimizer.lrr: is no setting of optimizer 'adam' (did you mean 'lr'?)"),
        ("optimizer.lr=-1", "--set optimizer.lr: must be greater than 0, not -1"),
        ("optimizer.name=agam", "--set optimizer.name: 'agam' is no optimizer (did you mean 'adam'?)"),
        ("optimzer.lr=1", "--set optimzer.lr: 'optimzer' is no section (did you mean 'optimizer'?)"),
        (
            "regularizers.mixop.alpha=1",
            "--set regularizers.mixop.alpha: 'mixop' is no regularizer (did you mean 'mixup'?)",
        ),
        (
            "variants.tuend.optimizer.lr=1",
            "--set variants.tuend.optimizer.lr: no variant is called 'tuend' (did you mean",
        ),
        ("variants.tuned.optimizer.lr=x", "--set variants.tuned.optimizer.lr: must be a number, not 'x'"),
        ("seeds=0", "--set seeds: must be at least 1"),
        ("optimizer.lr", "--set: must be PATH=VALUE, such as \"optimizer.lr=0.01\", not 'optimizer.lr'"),
        ("a..b=1", "--set: must be PATH=VALUE"),
        ("title=\x1b[31m", "--set title: has a control character ('\\x1b')"),
        ("training.epochs=99999999999999999999", "--set training.epochs: is too large"),
        ("plugins=[]", "--set plugins: 'plugins' is no section"),
        ("variants=3", "--set variants: must be a table, not 3"),
    ],
)
def test_a_wrong_one_is_told_as_it_was_given(text: str, expected: str) -> None:
    said = mistakes(FULL, [text])
    assert said
    assert said[0].startswith(expected)
    assert all(sentence.startswith("--set") for sentence in said)


@pytest.mark.parametrize(
    ("sets", "place"),
    [
        (["regularizers.mixup=true", "regularizers.mixup.alpha=900"], "regularizers.mixup.alpha"),
        (["regularizers.mixup.alpha=900", "regularizers.dropout=true"], "regularizers.mixup.alpha"),
        (["regularizers.mixup={ alpha = 900 }"], "regularizers.mixup.alpha"),
        (["variants.tuned.regularizers.mixup={ alpha = 900 }"], "variants.tuned.regularizers.mixup.alpha"),
    ],
)
def test_a_mistake_is_told_at_the_very_setting_also_where_its_table_was_given_too(sets: list[str], place: str) -> None:
    assert mistakes(FULL, sets) == [f"--set {place}: must be at most 100, not 900"]


def test_a_mistake_elsewhere_is_still_told_by_its_line(tmp_path: Path) -> None:
    said = mistakes(write(tmp_path, "training.epochs = -1\n[variants.baseline]\n"), ["optimizer.lr=-1"])
    assert [sentence.split(":")[0] for sentence in said] == ["--set optimizer.lr", "trial.toml"]


def test_the_table_that_is_overridden_stays_as_it_was() -> None:
    table = {"base": {"optimizer": {"lr": 1}}, "variants": {"a": {}}}
    changed = apply_overrides(table, [Override(("optimizer", "lr"), 2)])
    assert changed == {"base": {"optimizer": {"lr": 2}}, "variants": {"a": {"optimizer": {"lr": 2}}}}
    assert table == {"base": {"optimizer": {"lr": 1}}, "variants": {"a": {}}}


def test_what_stands_in_the_way_gives_way() -> None:
    table = {"base": {"regularizers": {"mixup": False}}, "variants": 3}
    changed = apply_overrides(table, [Override(("regularizers", "mixup", "alpha"), 0.3)])
    assert changed == {"base": {"regularizers": {"mixup": {"alpha": 0.3}}}, "variants": 3}


def test_a_method_that_is_turned_on_keeps_what_each_variant_says_of_it() -> None:
    mixup = [config.regularizers.get("mixup") for config in load_experiment(FULL, []).variants.values()]
    after = load_experiment(FULL, ["regularizers.mixup=true"]).variants
    assert len(set(map(str, mixup))) > 1
    assert all("mixup" in config.regularizers for config in after.values())
    assert after["tuned"].regularizers["mixup"] == load_experiment(FULL, []).variants["tuned"].regularizers["mixup"]
