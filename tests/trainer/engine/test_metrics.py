import pytest
import torch
from sklearn import metrics as sklearn

from tests.trainer.metrics.scene import logits
from trainer.engine.metrics import figures
from trainer.settings.problems import SettingError


def test_loss_accuracy_and_macro_f1_are_those_of_scikit_learn() -> None:
    values, labels = logits()
    found = figures(values, labels)
    probabilities = values.double().softmax(1)
    assert found["loss"] == pytest.approx(sklearn.log_loss(labels, probabilities), rel=1e-6)
    assert found["accuracy"] == sklearn.accuracy_score(labels, values.argmax(1))
    assert found["macro_f1"] == pytest.approx(sklearn.f1_score(labels, values.argmax(1), average="macro"), rel=1e-12)


def test_all_are_fetched_with_one_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    values, labels = logits()
    fetched, fetch = [], torch.Tensor.tolist
    monkeypatch.setattr(torch.Tensor, "tolist", lambda tensor: fetched.append(len(tensor)) or fetch(tensor))
    found = figures(values, labels)
    assert fetched == [len(found)]


def test_figures_of_logits_that_are_no_numbers_say_so() -> None:
    assert figures(torch.tensor([[float("nan"), 0.0]]), torch.tensor([0]))["loss"] != 0


@pytest.mark.parametrize(("value", "told"), [(0.5, "not a float"), (torch.ones(3), r"not a tensor of shape \(3,\)")])
def test_a_metric_that_gives_no_single_tensor_is_named(
    value: object, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.metrics.loss.Loss.value", lambda *_: value)
    with pytest.raises(SettingError, match=rf"metric 'loss': value\(\) is to return a tensor of one number, {told}"):
        figures(*logits())
