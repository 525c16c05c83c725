from typing import Any

import pytest

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
