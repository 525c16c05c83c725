from pathlib import Path
from typing import Any

import pytest

from tests.trainer.engine.runs import events, run, weights
from tests.trainer.engine.toy import config
from trainer.engine.idle import idle_settings


@pytest.mark.parametrize(
    ("setting", "sections", "kind"),
    [
        ("training.channels_last", {"training": {"channels_last": True}}, "features"),
        ("training.precision", {"training": {"precision": "bf16"}}, "images"),
        ("training.accumulate", {"training": {"accumulate": 5}}, "images"),
        ("schedule.warmup_epochs", {"schedule": {"name": "constant", "warmup_epochs": 3}}, "images"),
        ("schedule.every", {"schedule": {"name": "step", "every": 3}}, "images"),
    ],
)
def test_a_setting_that_changes_nothing_is_named(setting: str, sections: dict[str, Any], kind: str) -> None:
    sections.setdefault("training", {})["epochs"] = 3
    found = idle_settings(config(**sections), kind, "cpu", batches=4)
    assert [name for name, _ in found] == [setting]


@pytest.mark.parametrize(
    "sections",
    [
        {"training": {"channels_last": True, "accumulate": 4, "epochs": 3}},
        {"schedule": {"name": "step", "every": 2, "warmup_epochs": 1}, "training": {"epochs": 3}},
        {"training": {"epochs": 0}},
    ],
)
def test_a_setting_that_does_something_is_not(sections: dict[str, Any]) -> None:
    assert idle_settings(config(**sections), "images", "cpu", batches=4) == []


def test_half_precision_on_a_gpu_is_what_it_is_for() -> None:
    assert idle_settings(config(training={"precision": "bf16"}), "images", "cuda", batches=4) == []


@pytest.mark.parametrize("method", ["mixup", "cutmix", "mixup_or_cutmix"])
def test_in_batches_of_one_nothing_is_mixed(method: str) -> None:
    found = idle_settings(config(training={"batch_size": 1}, regularizers={method: {}}), "images", "cpu", batches=4)
    assert [name for name, _ in found] == [f"regularizers.{method}"]


@pytest.mark.parametrize(
    "method", ["lora", "linear_probing", "gradual_unfreezing", "bias_only", "layerwise_decay", "discriminative_rates"]
)
def test_what_acts_below_the_head_alone_is_named_where_all_of_that_is_frozen(method: str, tmp_path: Path) -> None:
    for frozen in ({}, {"freezing": {}}):
        folder = tmp_path / str(len(frozen))
        run(folder, training={"epochs": 4}, regularizers={method: {}, **frozen})
        found = [event["setting"] for event in events(folder, "warning") if event["text"].startswith("changed nothing")]
        assert found == ([f"regularizers.{method}"] if frozen else [])


def test_zero_weights_are_those_of_what_is_kept(tmp_path: Path) -> None:
    run(tmp_path, training={"epochs": 4}, regularizers={"gradual_pruning": {"share": 0.5}})
    kept = weights(tmp_path, "best")
    zeros = sum(int((value == 0).sum()) for name, value in kept.items() if value.dim() > 1)
    assert events(tmp_path, "effective")[-1]["settings"]["weights.zero"] == zeros > 0
