from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from tests.trainer.engine.runs import events, run, weights
from tests.trainer.regularizers.scene import context, network, pictures
from trainer.regularizers.base import Regularizer
from trainer.regularizers.context import Context
from trainer.regularizers.lora import Lora
from trainer.regularizers.partial_training import BiasOnly, Freezing, LinearProbing

ALL = {name for name, _ in network().named_parameters()}
HEAD = {"6.weight", "6.bias"}
BODY = 36 + 4 + 4 + 4 + 1152 + 8


def built(method: Regularizer, **state: Any) -> Context:
    """Return a context whose network the method has built, at the start of an epoch."""
    ctx = context(network(), **state)
    method.build_model(ctx.model, ctx)
    method.before_epoch(ctx)
    return ctx


def moving(ctx: Context) -> set[str]:
    return {name for name, parameter in ctx.model.named_parameters() if parameter.requires_grad}


def texts(ctx: Context) -> list[str]:
    return [text for _, text in ctx.warnings]


@pytest.mark.parametrize(
    ("up_to", "free"),
    [("head", HEAD), ("4", HEAD), ("1", HEAD | {"4.weight", "4.bias"}), ("[01]", HEAD | {"4.weight", "4.bias"})],
)
def test_what_lies_above_the_named_part_moves(up_to: str, free: set[str]) -> None:
    ctx = built(Freezing(up_to=up_to))
    assert moving(ctx) == free
    assert not ctx.warnings
    assert ctx.effects == {"freezing.frozen": BODY - (0 if "4.bias" not in free else 1160)}


def test_head_and_new_parameters_never_freeze() -> None:
    assert moving(built(Freezing(up_to="*"))) == HEAD
    assert moving(built(Freezing(), new_parameters=frozenset({"0.weight"}))) == HEAD | {"0.weight"}


def test_frozen_norms_keep_their_statistics() -> None:
    ctx = built(Freezing(up_to="1"))
    ctx.model(pictures())
    assert torch.equal(ctx.model[1].running_mean, torch.zeros(4))
    assert ctx.model[4].training


def test_a_name_that_fits_nothing_is_a_warning() -> None:
    ctx = built(Freezing(up_to="layer3"))
    assert moving(ctx) == ALL
    assert ctx.warnings == [
        (
            "regularizers.freezing.up_to",
            "froze nothing: no part below the head has a name like layer3; there are 0, 1, 4",
        )
    ]


@pytest.mark.parametrize("method", [Freezing(), LinearProbing(), BiasOnly()], ids=lambda m: m.component_name)
def test_freezing_what_is_untrained_is_a_warning(method: Regularizer) -> None:
    ctx = built(method, new_parameters=frozenset(ALL))
    assert "starts from scratch" in texts(ctx)[0]
    assert moving(ctx) < ALL


@pytest.mark.parametrize(
    ("method", "text"),
    [
        (Freezing(), "froze nothing: no part below the head has a name like head; there are none"),
        (LinearProbing(), "froze nothing: the network has nothing below its head that the start provided"),
        (BiasOnly(), "had nothing to act on: no bias below the head, so the head moves alone"),
    ],
    ids=["freezing", "linear_probing", "bias_only"],
)
def test_a_network_that_is_all_head_is_a_warning(method: Regularizer, text: str) -> None:
    ctx = context(nn.Sequential(nn.Linear(4, 3)))
    method.build_model(ctx.model, ctx)
    assert texts(ctx) == [text]


@pytest.mark.parametrize("method", [Freezing(), LinearProbing(), BiasOnly()], ids=lambda m: m.component_name)
def test_a_network_without_a_head_moves_whole(method: Regularizer) -> None:
    ctx = context(nn.Sequential(nn.LayerNorm(4)))
    method.before_epoch(ctx)
    assert moving(ctx) == {"0.weight", "0.bias"}


@pytest.mark.parametrize(("epoch", "free"), [(1, HEAD), (2, HEAD), (3, ALL)])
def test_the_head_moves_alone_at_first(epoch: int, free: set[str]) -> None:
    ctx = built(LinearProbing(epochs=2), epoch=epoch)
    assert moving(ctx) == free
    assert ctx.model[1].training is (epoch == 3)
    assert ctx.effects == {"linear_probing.frozen_at_first": BODY}
    assert not ctx.warnings


def test_new_parameters_move_with_the_head() -> None:
    assert moving(built(LinearProbing(), new_parameters=frozenset({"1.weight"}))) == HEAD | {"1.weight"}


def test_a_probe_that_never_ends_is_a_warning() -> None:
    ctx = built(LinearProbing(epochs=4), epochs=4)
    assert texts(ctx) == ["is so long that the head moves alone to the end, as with freezing"]


def test_biases_alone_move_beside_the_head() -> None:
    ctx = built(BiasOnly())
    assert moving(ctx) == HEAD | {"0.bias", "1.bias", "4.bias"}
    assert ctx.effects == {"bias_only.moving": 4 + 4 + 8 + 27}
    assert not ctx.warnings


def test_scales_of_norms_move_if_asked() -> None:
    assert moving(built(BiasOnly(norm_scales=True))) == HEAD | {"0.bias", "1.bias", "4.bias", "1.weight"}


def test_biases_alone_and_adapters_exclude_each_other() -> None:
    assert "lora" in BiasOnly.excludes
    assert "bias_only" in Lora.excludes


@pytest.mark.parametrize(
    ("methods", "free"),
    [
        ({"freezing": {}}, ("classifier.",)),
        ({"linear_probing": {"epochs": 2}}, ("classifier.",)),
        ({"bias_only": {}}, ("classifier.", "features.1.bias", "features.5.bias")),
        ({"freezing": {"up_to": "features.1"}}, ("classifier.", "features.4.", "features.5.")),
    ],
    ids=["freezing", "linear_probing", "bias_only", "up_to"],
)
def test_in_a_run_frozen_weights_do_not_move_by_a_bit(
    methods: dict[str, Any], free: tuple[str, ...], tmp_path: Path
) -> None:
    start = start_of(tmp_path)
    run(tmp_path / "run", start=start, network={"start": "run:start"}, regularizers=methods)
    before, after = weights(start, "best"), weights(tmp_path / "run", "best")
    names = [name for name in before if "running" not in name and "num_batches" not in name]
    assert {name for name in names if not torch.equal(before[name], after[name])} == {
        name for name in names if name.startswith(free)
    }


def test_a_linear_probe_computes_the_body_once(tmp_path: Path) -> None:
    start = start_of(tmp_path)
    run(tmp_path / "run", start=start, network={"start": "run:start"}, regularizers={"freezing": {}})
    assert events(tmp_path / "run", "effective")[-1]["settings"]["frozen.computed_once_up_to"] == "features"
    before, after = weights(start, "best"), weights(tmp_path / "run", "best")
    assert all(torch.equal(before[name], after[name]) for name in before if name.startswith("features."))


def test_after_the_probe_everything_moves(tmp_path: Path) -> None:
    start = start_of(tmp_path)
    probing: dict[str, Any] = {"training": {"epochs": 2, "select": "last"}, "regularizers": {"linear_probing": {}}}
    run(tmp_path / "run", start=start, network={"start": "run:start"}, **probing)
    told = [event["settings"]["parameters.frozen"] for event in events(tmp_path / "run", "effective")]
    assert told[0] > 0
    assert told[-1] == 0
    before, after = weights(start, "best"), weights(tmp_path / "run", "best")
    assert not any(torch.equal(before[name], after[name]) for name in before)


def start_of(folder: Path) -> Path:
    """Do the run that others begin with."""
    run(folder / "start", training={"epochs": 1})
    return folder / "start"
