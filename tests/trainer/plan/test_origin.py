from pathlib import Path

import pytest

from trainer.plan.experiment import Experiment, load_experiment
from trainer.plan.origin import FileState, find_origin, kept_toml

FILE = """
title = "Why?"
seeds = 2
[base]
data = {name = "digits"}
network = {name = "mlp"}
training = {epochs = 1}
[variants.baseline]
[variants.tuned]
optimizer = {lr = 0.1}
regularizers = {dropout = {rate = 0.3}}
"""


@pytest.fixture
def kept(tmp_path: Path) -> Experiment:
    file = tmp_path / "why.toml"
    file.write_text(FILE)
    return load_experiment(file)


def state(kept: Experiment, text: str) -> tuple[FileState, tuple[str, ...]]:
    kept.file.write_text(text)
    found = find_origin(kept, list(kept.variants))
    return found.state, found.sets


def test_a_file_that_says_the_same_serves_whatever_else_was_edited(kept: Experiment) -> None:
    assert state(kept, FILE.replace("Why?", "What?") + "[variants.more]\n") == (FileState.SAME, ())


def test_what_was_laid_over_a_file_is_found_again(kept: Experiment) -> None:
    for sets in (("training.epochs=3",), ("optimizer.lr=0.2",), ("variants.tuned.regularizers.dropout=false",)):
        run = load_experiment(kept.file, sets)
        found = find_origin(run, list(run.variants))
        assert found.state is FileState.WITH_SETS
        assert load_experiment(kept.file, found.sets).variants == run.variants


def test_a_setting_that_was_laid_over_all_variants_is_told_once(kept: Experiment) -> None:
    assert state(load_experiment(kept.file, ["training.epochs=3"]), FILE) == (
        FileState.WITH_SETS,
        ("training.epochs=3",),
    )


def test_a_file_that_has_lost_a_variant_has_changed(kept: Experiment) -> None:
    assert state(kept, FILE.partition("[variants.tuned]")[0])[0] is FileState.CHANGED
    assert find_origin(kept, ["tuned"]).changed == ("tuned",)


def test_a_file_that_is_gone_or_broken_is_told_so(kept: Experiment) -> None:
    assert state(kept, "[variants")[0] is FileState.UNREADABLE
    kept.file.unlink()
    assert find_origin(kept, ["tuned"]).state is FileState.GONE


def test_the_file_can_be_had_again_and_what_toml_cannot_say_is_none(kept: Experiment, tmp_path: Path) -> None:
    text = kept_toml(kept, list(kept.variants), [1, 2])
    assert text is not None
    again = tmp_path / "again.toml"
    again.write_text(text)
    assert load_experiment(again).variants == kept.variants
