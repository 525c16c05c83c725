from math import inf, nan
from pathlib import Path

import pytest
import torch
from torch import nn

from store.history import History
from tests.trainer.engine import toy
from trainer.data.preprocessing import read_metadata
from trainer.engine.build import build
from trainer.engine.effective import general_facts
from trainer.engine.evaluate import Evaluator
from trainer.engine.examples import TensorSet
from trainer.engine.failures import NonFinite
from trainer.engine.hooks import Hooks
from trainer.engine.loop import Loop, count_batches, epoch_order
from trainer.engine.measuring import Measurer, with_old_head
from trainer.engine.reporter import Reporter
from trainer.engine.speed import latency
from trainer.plan.sections.training import Training
from trainer.settings.problems import SettingError


@pytest.mark.parametrize(
    ("examples", "size", "batches"), [(64, 32, 2), (65, 32, 2), (66, 32, 3), (1, 32, 1), (31, 32, 1), (5, 1, 5)]
)
def test_a_last_batch_of_a_single_example_is_left_out(examples: int, size: int, batches: int) -> None:
    assert count_batches(examples, size) == batches


def test_an_epoch_goes_through_every_chosen_example_once_in_an_order_of_its_own() -> None:
    chosen = torch.tensor([3, 5, 8, 9, 9])
    orders = [epoch_order(chosen, 1, epoch) for epoch in (1, 2, 1)]
    assert orders[0].sort().values.tolist() == chosen.tolist()
    assert torch.equal(orders[0], orders[2])
    assert not torch.equal(orders[0], orders[1])


def loop(folder: Path, **training: object) -> Loop:
    parts = toy.parts(toy.config(training={"batch_size": 8, **training}))
    parts.start = None
    return Loop(parts, Measurer(parts, None), Reporter(folder), folder)


def test_an_accumulated_epoch_has_fewer_steps_and_the_last_takes_what_is_left(tmp_path: Path) -> None:
    """Forty examples are five batches of 8: two steps of two, one of one."""
    one = loop(tmp_path, accumulate=2)
    assert [len(batches) for batches in one.batches()] == [2, 2, 1]
    assert one.ctx.steps_per_epoch == 3


def test_a_resumed_epoch_goes_on_with_the_batches_that_are_left(tmp_path: Path) -> None:
    one = loop(tmp_path)
    whole = [labels for ((_, labels),) in one.batches()]
    one.ctx.step = 3
    left = [labels for ((_, labels),) in one.batches()]
    assert [labels.tolist() for labels in left] == [labels.tolist() for labels in whole[3:]]
    one.ctx.step = 5
    assert list(one.batches()) == []


def test_the_loss_is_looked_at_only_when_something_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `.item()` in each step would make a GPU wait for the program."""
    one = loop(tmp_path)
    monkeypatch.setattr(torch.Tensor, "item", lambda _: pytest.fail("a step waited for the device"))
    monkeypatch.setattr(torch.Tensor, "tolist", lambda _: pytest.fail("a step waited for the device"))
    monkeypatch.setattr(Reporter, "due", lambda _: False)
    assert not one.steps_of_epoch(lambda _: False)
    assert one.taken == 5


def test_a_loss_that_is_no_number_ends_the_epoch_at_the_next_progress_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = loop(tmp_path)
    nn.init.constant_(one.ctx.model.head.weight, torch.nan)
    monkeypatch.setattr(Reporter, "due", lambda _: one.taken == 2)
    with pytest.raises(NonFinite, match="nan in epoch 1, at the latest in step 2"):
        one.steps_of_epoch(lambda _: False)


def test_a_validation_loss_that_is_no_number_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = loop(tmp_path)
    monkeypatch.setattr(one.measurer, "epoch", lambda *_: {"val.loss": torch.nan, "val.accuracy": 0.5})
    with pytest.raises(NonFinite, match="the validation loss after epoch 1 is no finite number"):
        one.finish_epoch()
    assert list(tmp_path.glob("*.safetensors")) == []


@pytest.mark.parametrize("metric", ["val.accuracy", "val.loss"])
def test_of_epochs_that_are_equally_good_the_first_is_kept_as_the_history_has_it(metric: str, tmp_path: Path) -> None:
    one, history = loop(tmp_path, select_metric=metric), History()
    for one.ctx.epoch in (1, 2):
        one.ctx.metrics = {metric: 0.5}
        one.keep_if_best(one.ctx.model)
        history.add({"t": 1.0, "kind": "epoch", "epoch": one.ctx.epoch, "metrics": one.ctx.metrics})
    kept = read_metadata(tmp_path / "best.safetensors")
    assert int(kept["epoch"]) == one.best_epoch == history.best_epoch(metric) == 1


def test_the_measured_share_of_the_training_set_is_the_same_for_every_seed(tmp_path: Path) -> None:
    places = []
    for seed, split in ((1, 0), (2, 0), (1, 5)):
        parts = toy.parts(toy.config(training={"measured_examples": 10}, data={"split_seed": split}))
        parts.ctx.seed = seed
        places.append(Measurer(parts, None).places.tolist())
    assert places[0] == places[1]
    assert len(set(places[0])) == 10
    assert places[0] != places[2], "it is a random share, not the first examples"
    parts = toy.parts(toy.config(training={"measured_examples": 1000}))
    parts.chosen = torch.tensor([4, 4, 7])
    assert Measurer(parts, None).places.tolist() == [4, 7]


@pytest.mark.parametrize(
    ("metric", "values", "best"),
    [
        ("val.accuracy", [0.5, 0.7, 0.7, 0.6], 2),
        ("val.loss", [0.5, 0.4, 0.4, 0.6], 2),
        ("val.accuracy", [nan, 0.5, inf, 0.4], 2),
        ("val.loss", [inf, nan, 0.4, -inf, 0.5], 3),
        ("val.loss", [nan, nan], 1),
    ],
)
def test_the_best_epoch_is_the_first_of_the_best_numbers(
    tmp_path: Path, metric: str, values: list[float], best: int
) -> None:
    one = loop(tmp_path, select_metric=metric)
    for one.ctx.epoch, value in enumerate(values, 1):
        one.ctx.metrics = {metric: value}
        one.keep_if_best(one.ctx.model)
    assert one.best_epoch == best


def test_the_scale_of_half_precision_is_kept_in_the_checkpoint(tmp_path: Path) -> None:
    one, other = loop(tmp_path, precision="fp16"), loop(tmp_path, precision="fp16")
    one.stepper.scaler.load_state_dict(one.stepper.scaler.state_dict() | {"scale": 8.0})
    one.save_last()
    other.resume(tmp_path / "last.safetensors")
    assert other.stepper.scaler.get_scale() == 8.0


def test_a_method_for_pictures_is_refused_on_rows() -> None:
    settings = toy.config(network={"name": "mlp"}, regularizers={"random_flip": {}, "label_smoothing": {}})
    prepared = toy.Prepared(*[TensorSet(torch.rand(8, 16), torch.arange(8) % 2)] * 3, kind="features", shape=(16,))
    with pytest.raises(
        SettingError, match=r"^regularizers.random_flip: acts on images only, but the data are features"
    ):
        build(settings, 1, prepared, toy.CPU, None)


def test_measuring_is_in_evaluation_mode_and_does_not_depend_on_the_batch(tmp_path: Path) -> None:
    net = toy.Net(norm=True, dropout=0.5).train()
    examples = toy.pictures()
    logits = []
    for size in (7, 40):
        evaluator = Evaluator(toy.parts().prepared.normalize, Training(eval_batch_size=size), toy.CPU)
        logits.append(evaluator.predict(net, examples).logits)
    assert torch.allclose(logits[0], logits[1], atol=1e-6)
    assert not logits[0].requires_grad
    assert net.norm.running_mean.abs().sum() == 0


def test_hooks_list_the_methods_that_override_them_in_canonical_order() -> None:
    settings = toy.config(regularizers={"mixup": {}, "label_smoothing": {}, "early_stopping": {}, "random_flip": {}})
    hooks = Hooks.of(settings.methods())
    assert [method.component_name for method in hooks.transform_targets] == ["label_smoothing"]
    assert [method.component_name for method in hooks.transform_pairs] == ["mixup"]
    assert hooks.penalty == ()


def test_general_facts_count_what_moves_and_what_stands_still() -> None:
    net = toy.Net(norm=True).train()
    net.norm.eval()
    net.conv.requires_grad_(requires_grad=False)
    nn.init.zeros_(net.head.weight)
    facts = general_facts(net)
    assert facts["parameters.frozen"] == 4 * 9 + 4
    assert facts["parameters.all"] == facts["parameters.frozen"] + facts["parameters.trainable"]
    assert facts["weights.zero"] == net.head.weight.numel()
    assert (facts["batch_norm.layers"], facts["batch_norm.frozen"]) == (1, 1)


def test_the_old_head_answers_for_the_source_on_the_tuned_features() -> None:
    tuned, source = toy.Net(classes=5), toy.Net(classes=2)
    model = with_old_head(tuned, source, frozenset({"head.weight", "head.bias"}))
    inputs = torch.rand(3, 1, 4, 4)
    features = tuned.conv(inputs).relu().mean((2, 3))
    assert torch.allclose(model(inputs), source.head(features))
    assert tuned(inputs).shape == (3, 5)


def test_latency_is_a_median_in_milliseconds() -> None:
    class Slow(nn.Module):
        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            calls.append(1)
            torch.randn(200, 200) @ torch.randn(200, 200)
            return inputs

    calls: list[int] = []
    evaluator = Evaluator(lambda inputs: inputs, Training(), toy.CPU)
    found = latency(evaluator, Slow(), torch.zeros(1, 2))
    assert 0.01 < found < 1000
    assert 4 <= len(calls) <= 53
