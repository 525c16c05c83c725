"""Features of what is frozen are made once, and change nothing but the time."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from tests.trainer.engine.runs import events, run, weights
from trainer.engine.frozen import Frozen
from trainer.networks.small_cnn import SmallCnn
from trainer.regularizers.base import Regularizer
from trainer.regularizers.context import Context

PROBE: dict[str, Any] = {"probe": {}}


@pytest.fixture(autouse=True)
def probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register a method that freezes the network's body up to an epoch."""
    Regularizer.registry()
    monkeypatch.setattr(Regularizer, "members", dict(Regularizer.members))

    class Probe(Regularizer, group="freezing"):
        """Freeze all but the head."""

        def before_epoch(self, ctx: Context) -> None:
            if ctx.epoch <= 2:
                ctx.model.features.eval().requires_grad_(requires_grad=False)


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note how many examples each pass through a convolution has."""
    seen: list[int] = []
    forward = nn.Conv2d.forward

    def noted(self: nn.Conv2d, inputs: torch.Tensor) -> torch.Tensor:
        seen.append(len(inputs))
        return forward(self, inputs)

    monkeypatch.setattr(nn.Conv2d, "forward", noted)
    return seen


def test_a_frozen_body_runs_once_over_each_example(tmp_path: Path, passes: list[int]) -> None:
    run(tmp_path / "one", regularizers=PROBE, training={"epochs": 1})
    one = sum(passes)
    passes.clear()
    run(tmp_path / "two", regularizers=PROBE, training={"epochs": 2})
    (started,) = events(tmp_path / "one", "started")
    measured = sum(started[f"{part}_examples"] for part in ("train", "train", "validation", "test"))
    assert sum(passes) - one in (
        0,
        2 * measured,
    )  # at the end best and last are measured whole, the training set twice, through two convolutions
    assert events(tmp_path / "two", "effective")[-1]["settings"]["frozen.computed_once_up_to"] == "features"


def test_kept_features_end_where_computing_them_anew_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {}
    for name in ("kept", "anew"):
        run(tmp_path / name, regularizers=PROBE, training={"epochs": 3, "select": "last"})
        told[name] = [event["metrics"] for event in events(tmp_path / name, "epoch")]
        monkeypatch.setattr(Frozen, "look", lambda self: None)
    for name, value in weights(tmp_path / "kept", "best").items():
        torch.testing.assert_close(value, weights(tmp_path / "anew", "best")[name])
    for kept, anew in zip(told["kept"], told["anew"], strict=True):
        assert kept == pytest.approx(anew, abs=1e-4)


@pytest.mark.parametrize("stop", [2, 7, 13])
def test_a_run_that_resumes_makes_the_same_features_again(stop: int, tmp_path: Path) -> None:
    sections: dict[str, Any] = {"regularizers": PROBE | {"ema": {}}, "training": {"epochs": 3}}
    run(tmp_path / "whole", **sections)
    run(tmp_path / "broken", stop_after=stop, **sections)
    run(tmp_path / "broken", **sections)
    whole, broken = weights(tmp_path / "whole"), weights(tmp_path / "broken")
    assert [name for name in whole if not torch.equal(whole[name].nan_to_num(), broken[name].nan_to_num())] == []


@pytest.mark.parametrize("method", ["random_flip", "mixup", "gaussian_noise"])
def test_what_changes_inputs_is_never_passed_by(method: str, tmp_path: Path) -> None:
    run(tmp_path, regularizers=PROBE | {method: {}}, training={"epochs": 1})
    assert "frozen.computed_once_up_to" not in events(tmp_path, "effective")[-1]["settings"]


def test_features_too_large_to_keep_are_computed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.engine.frozen.room_for_data", lambda _: 1000)
    run(tmp_path, regularizers=PROBE, training={"epochs": 1})
    assert "frozen.computed_once_up_to" not in events(tmp_path, "effective")[-1]["settings"]


def test_a_share_of_the_training_set_keeps_its_features_alone(tmp_path: Path, passes: list[int]) -> None:
    shown: list[int] = []
    for name, share in (("some", {"data_share": {"share": 0.1}}), ("all", {})):
        passes.clear()
        run(tmp_path / name, regularizers=PROBE | share, training={"epochs": 1, "measured_examples": 10})
        shown.append(sum(passes))
    (few,), (many,) = (events(tmp_path / name, "started") for name in ("some", "all"))
    left_out = many["train_examples"] - few["train_examples"]
    assert shown[1] - shown[0] == 2 * left_out  # through two convolutions


@pytest.mark.parametrize("stop", [7, 8, 13])
def test_what_moves_again_without_a_gradient_is_noticed(stop: int, tmp_path: Path) -> None:
    """The probe ends, and somebody else goes on freezing the same parameters, but not their norms."""

    class Freezer(Regularizer, group="freezing"):
        """Freeze the body's parameters alone."""

        def before_epoch(self, ctx: Context) -> None:
            ctx.model.features.requires_grad_(requires_grad=False)

    sections: dict[str, Any] = {"regularizers": PROBE | {"freezer": {}}, "training": {"epochs": 4}}
    run(tmp_path / "whole", **sections)
    told = [event["settings"].get("frozen.computed_once_up_to") for event in events(tmp_path / "whole", "effective")]
    assert told == ["features", None]
    run(tmp_path / "broken", stop_after=stop, **sections)
    run(tmp_path / "broken", **sections)
    whole, broken = weights(tmp_path / "whole"), weights(tmp_path / "broken")
    assert [name for name in whole if not torch.equal(whole[name].nan_to_num(), broken[name].nan_to_num())] == []


def test_what_a_network_holds_still_itself_never_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = SmallCnn.build

    def half_frozen(self: SmallCnn, shape: tuple[int, ...], classes: int) -> nn.Module:
        model = build(self, shape, classes)
        model.features[0].requires_grad_(requires_grad=False)
        return model

    monkeypatch.setattr(SmallCnn, "build", half_frozen)
    start = half_frozen(SmallCnn(width=4, depth=2), (1, 8, 8), 3)
    monkeypatch.setattr(SmallCnn, "build", lambda *_: start)
    first = {name: value.clone() for name, value in start.named_parameters()}
    run(tmp_path, training={"epochs": 1, "select": "last"})
    kept = weights(tmp_path, "best")
    others = {name: value for name, value in kept.items() if name.endswith("weight") and name in first}
    still = [name for name, value in others.items() if torch.equal(value, first[name])]
    assert still == ["features.0.weight"]
