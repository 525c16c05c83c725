from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.trainer.engine.runs import SMALL, run, weights
from tests.trainer.engine.trained import finished
from tests.trainer.regularizers.scene import context, network, pictures
from trainer.engine.evaluate import Evaluator
from trainer.engine.export import export
from trainer.engine.loading import load_trained
from trainer.engine.prepare import prepare
from trainer.layers.small_cnn import SmallCNN
from trainer.regularizers.context import Context
from trainer.regularizers.ema import EMA
from trainer.regularizers.lora import Lora
from trainer.regularizers.partial_training import LinearProbing

HEAD = {"6.weight", "6.bias"}
ADAPTERS = {"0.lora_down", "0.lora_up", "4.lora_down", "4.lora_up"}


def built(method: Lora, model: nn.Module | None = None, **state: Any) -> Context:
    """Return a context whose network has adapters, at the start of an epoch."""
    ctx = context(model or network(), **state)
    ctx.model = method.build_model(ctx.model, ctx).train()
    method.before_epoch(ctx)
    return ctx


def moving(ctx: Context) -> set[str]:
    return {name for name, parameter in ctx.model.named_parameters() if parameter.requires_grad}


def teach(model: nn.Module) -> None:
    """Give adapters something that they have learned."""
    generator = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("lora_up"):
                parameter.copy_(torch.randn(parameter.shape, generator=generator))


@pytest.mark.filterwarnings("ignore")
def test_it_answers_and_merges_as_peft_does() -> None:
    peft = pytest.importorskip("peft", reason="the implementation that ours is compared with")
    method = Lora(rank=3, alpha=5)
    ctx = built(method)
    config = peft.LoraConfig(r=3, lora_alpha=5, target_modules=["0", "4"], modules_to_save=["6"])
    theirs = peft.get_peft_model(network(), config)
    teach(ctx.model)
    with torch.no_grad():
        for name in ("0", "4"):
            layer = theirs.base_model.model.get_submodule(name)
            layer.lora_A["default"].weight.copy_(ctx.model.get_parameter(f"{name}.lora_down"))
            layer.lora_B["default"].weight.copy_(ctx.model.get_parameter(f"{name}.lora_up"))
    assert {p.shape for p in theirs.parameters() if p.requires_grad} == {
        p.shape for p in ctx.model.parameters() if p.requires_grad
    }
    inputs = pictures()
    torch.testing.assert_close(ctx.model.eval()(inputs), theirs.eval()(inputs))
    merged = theirs.merge_and_unload().state_dict()
    ours = method.evaluated_model(ctx.model, ctx).state_dict()
    assert list(ours) == list(merged)
    for name, value in ours.items():
        torch.testing.assert_close(value, merged[name])


def test_adapters_and_the_head_move_and_the_rest_stands_still() -> None:
    ctx = built(Lora())
    assert moving(ctx) == ADAPTERS | HEAD
    assert ctx.effects == {
        "lora.layers": 2,
        "lora.layers_left_out": 0,
        "lora.parameters": 8 * (9 + 4) + 8 * (144 + 8),
    }
    assert not ctx.warnings
    ctx.model(pictures())
    assert torch.equal(ctx.model[1].running_mean, torch.zeros(4))


def test_norms_and_biases_go_on_if_asked() -> None:
    ctx = built(Lora(train_norms_and_biases=True))
    assert moving(ctx) == ADAPTERS | HEAD | {"0.bias", "1.weight", "1.bias", "4.bias"}
    assert ctx.model[1].training


def test_new_parameters_train_as_usual() -> None:
    assert moving(built(Lora(), new_parameters=frozenset({"1.weight"}))) == ADAPTERS | HEAD | {"1.weight"}


def test_adapters_are_new_but_wait_for_the_head_where_that_is_trained_first() -> None:
    ctx = built(Lora(), new_parameters=frozenset({"1.weight"}))
    assert ctx.new_parameters == ADAPTERS | {"1.weight"}
    LinearProbing().before_epoch(ctx)
    assert moving(ctx) == HEAD | {"1.weight"}


@pytest.mark.parametrize("method", ["l2_sp", "elastic_weight_consolidation", "gradual_unfreezing"])
def test_it_goes_with_methods_that_tell_new_parameters_from_the_others(
    method: str, runs: tuple[Path, Path], tmp_path: Path
) -> None:
    given: dict[str, Any] = {
        "network": {"start": "run:start"},
        "source": {"name": "digits", "classes": ["0", "1", "2"]},
        "regularizers": {"lora": {}, method: {}},
    }
    run(tmp_path, start=runs[0], **given)
    assert list(weights(tmp_path, "best")) == list(weights(runs[0], "best"))


def test_layers_are_chosen_by_name_and_what_lies_below_stands_still() -> None:
    ctx = built(Lora(layers=("4", "6")))
    assert moving(ctx) == {"4.lora_down", "4.lora_up"} | HEAD
    assert not ctx.model[0].training
    assert ctx.model[4].training


def test_chance_is_that_of_the_method_and_the_layer_whatever_the_global_seed() -> None:
    torch.manual_seed(1)
    one = built(Lora()).model
    torch.manual_seed(2)
    other = built(Lora()).model
    assert torch.equal(one[0].lora_down, other[0].lora_down)
    assert not torch.equal(one[0].lora_down, built(Lora(), seed=2).model[0].lora_down)
    drawn = [one[i].lora_down.flatten()[:8] * one[i].lora_down[0].numel() ** 0.5 for i in (0, 4)]
    assert not torch.allclose(*drawn, atol=1e-3)


def test_before_the_first_step_the_network_answers_as_the_start_does() -> None:
    assert torch.equal(built(Lora()).model.eval()(pictures()), network().eval()(pictures()))


def test_what_is_measured_is_a_merged_copy_that_loads_into_the_plain_network() -> None:
    ctx = built(Lora(rank=2, alpha=3))
    teach(ctx.model)
    before = deepcopy(ctx.model.state_dict())
    merged = Lora(rank=2, alpha=3).evaluated_model(ctx.model, ctx)
    plain = network().eval()
    plain.load_state_dict(merged.state_dict())
    torch.testing.assert_close(plain(pictures()), ctx.model.eval()(pictures()))
    expected = before["4.weight"] + 1.5 * before["4.lora_up"] @ before["4.lora_down"]
    torch.testing.assert_close(plain[4].weight, expected)
    assert all(torch.equal(value, before[name]) for name, value in ctx.model.state_dict().items())


def test_a_network_without_adapters_is_returned_as_it_is() -> None:
    model = network()
    assert Lora().evaluated_model(model, context(model)) is model


def test_convolutions_in_groups_are_left_out_and_counted() -> None:
    ctx = built(Lora(), nn.Sequential(nn.Conv2d(2, 2, 1, groups=2), nn.Conv2d(2, 2, 1), nn.Flatten(), nn.Linear(8, 3)))
    assert (ctx.effects["lora.layers"], ctx.effects["lora.layers_left_out"]) == (1, 1)


def test_layers_that_the_network_never_calls_are_a_warning() -> None:
    class Reading(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.read, self.called, self.head = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 3)

        def forward(self, inputs: Tensor) -> Tensor:
            logits: Tensor = self.head(self.called(inputs @ self.read.weight.T))
            return logits

    method = Lora()
    ctx = built(method, Reading())
    ctx.model(torch.rand(2, 4)).sum().backward()
    method.after_step(ctx)
    assert ctx.effects["lora.layers_without_effect"] == 1
    text = "does nothing where the network reads weights without a call: read"
    assert ctx.warnings == [("regularizers.lora.layers", text)]


def test_where_every_layer_is_called_there_is_no_warning_even_if_some_are_frozen() -> None:
    method = Lora()
    ctx = built(method)
    ctx.model[0].lora_up.requires_grad = False
    ctx.model(pictures()).sum().backward()
    method.after_step(ctx)
    assert ctx.effects["lora.layers_without_effect"] == 0
    assert not ctx.warnings


def test_with_a_frozen_layer_below_a_run_measures_the_merged_network(tmp_path: Path) -> None:
    square: dict[str, Any] = {"name": "mlp", "widths": [64, 8]}  # 8x8 pixels: the first adapter gives what it is given
    assert run(tmp_path / "start", network=square).status == "finished"
    methods = {"freezing": {"up_to": "hidden.1"}, "lora": {}}
    network = square | {"start": "run:start"}
    outcome = run(tmp_path / "run", start=tmp_path / "start", network=network, regularizers=methods)
    assert outcome.status == "finished", outcome.reason
    kept, start = weights(tmp_path / "run", "best"), weights(tmp_path / "start", "best")
    assert torch.equal(kept["hidden.1.weight"], start["hidden.1.weight"])
    assert not torch.equal(kept["hidden.3.weight"], start["hidden.3.weight"])


def test_no_layer_to_act_on_is_a_warning() -> None:
    ctx = built(Lora(layers=("6", "x.*")))
    assert ctx.warnings == [
        ("regularizers.lora.layers", "had no layer to act on: none below the head fits 6, x.*; there are 0, 4")
    ]


def test_a_network_that_starts_from_scratch_is_a_warning() -> None:
    ctx = built(Lora(), new_parameters=frozenset(name for name, _ in network().named_parameters()))
    assert "starts from scratch" in ctx.warnings[0][1]
    assert moving(ctx) == ADAPTERS | HEAD


def test_an_average_is_taken_of_adapters_and_then_merged() -> None:
    average, method = EMA(decay=0.5, warm_up=False), Lora(rank=2)
    ctx = built(method)
    average.before_training(ctx)
    teach(ctx.model)
    average.after_step(ctx)
    merged = method.evaluated_model(average.evaluated_model(ctx.model, ctx), ctx)
    expected = ctx.model[4].weight + 8 * (ctx.model[4].lora_up / 2) @ ctx.model[4].lora_down
    torch.testing.assert_close(merged[4].weight, expected)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folders of a start and of a run from it with adapters."""
    folder = tmp_path_factory.mktemp("lora")
    run(folder / "start", training={"epochs": 1})
    given: dict[str, Any] = {
        "data": {"name": "digits", "classes": ["0", "1", "2"]},
        "network": SMALL | {"start": f"file:{folder / 'start' / 'best.safetensors'}"},
        "regularizers": {"lora": {"rank": 2}},
        "optimizer": {"lr": 0.01},
        "training": {"epochs": 2},
    }
    return folder / "start", finished(folder / "run", **given)


def test_in_a_run_only_adapted_weights_and_the_head_move(runs: tuple[Path, Path]) -> None:
    before, after = (weights(folder, "best") for folder in runs)
    assert {name for name in after if not torch.equal(before[name], after[name])} == {
        "features.0.weight",
        "features.4.weight",
        "classifier.weight",
        "classifier.bias",
    }


def test_beside_its_adapters_the_frozen_weights_of_a_run_do_not_move_by_a_bit(runs: tuple[Path, Path]) -> None:
    before, last = weights(runs[0], "best"), weights(runs[1])
    frozen = [name for name in before if name.startswith("features.")]
    assert all(torch.equal(before[name], last[f"state.model.{name}"]) for name in frozen)


def test_kept_weights_load_into_the_plain_network_and_give_the_runs_own_predictions(runs: tuple[Path, Path]) -> None:
    trained = load_trained(runs[1])
    plain = SmallCNN(trained.preprocessing.shape, 3, width=4, depth=2)
    plain.load_state_dict(weights(runs[1], "best"))
    prepared = prepare(trained.config, trained.device)
    evaluator = Evaluator(prepared.normalize, trained.config.training, trained.device)
    own = weights(runs[1], "predictions")["test.logits"]
    for model in (plain, trained.network):
        assert torch.equal(evaluator.predict(model, prepared.test).logits, own)


def test_a_run_with_adapters_is_exported_as_the_plain_network(runs: tuple[Path, Path], tmp_path: Path) -> None:
    assert "model.safetensors" in export(runs[1], tmp_path / "model")
    assert list(weights(tmp_path / "model", "model")) == list(weights(runs[0], "best"))
