"""What is measured of a model on test pictures that were made worse."""

from pathlib import Path

import pytest
import torch

from tests.trainer.engine import toy
from tests.trainer.engine.runs import events, run
from trainer.engine.evaluate import Evaluator
from trainer.engine.robustness import Robustness
from trainer.layers.corruptions import STRENGTHS
from trainer.plan.sections.training import Training


class Shown(toy.Net):
    """Remembers the pictures that it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.inputs: list[torch.Tensor] = []

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        self.inputs.append(inputs.detach().clone())
        return super().forward(inputs)


def figures(size: int = 256, net: toy.Net | None = None, **training: object) -> dict[str, float]:
    torch.manual_seed(3)
    settings = toy.config(training={"eval_batch_size": size, **training})
    evaluator = Evaluator(toy.Prepared(*[toy.pictures()] * 3).normalize, settings.training, toy.CPU)
    return Robustness(settings, "images", evaluator).figures(net or toy.Net(), toy.pictures(20, 2))


def test_nothing_is_measured_unless_asked_for() -> None:
    assert figures() == {}


def test_each_kind_has_a_figure_a_strength_their_mean_and_all_a_mean() -> None:
    found = figures(corruptions=["noise", "contrast"])
    for kind in ("noise", "contrast"):
        each = [found[f"accuracy_under_{kind}_{strength}"] for strength in STRENGTHS]
        assert found[f"accuracy_under_{kind}"] == pytest.approx(sum(each) / 5)
    both = (found["accuracy_under_noise"] + found["accuracy_under_contrast"]) / 2
    assert found["accuracy_under_corruption"] == pytest.approx(both)
    assert len(found) == 13


def test_the_same_pictures_are_made_worse_in_the_same_way_each_time() -> None:
    first, second = Shown(), Shown()
    figures(net=first, corruptions=["noise", "elastic"])
    torch.rand(5)
    figures(net=second, corruptions=["noise", "elastic"])
    assert len(first.inputs) == 10
    assert all(map(torch.equal, first.inputs, second.inputs))
    assert len({inputs.sum().item() for inputs in first.inputs}) == 10, "each strength is another draw"


@pytest.mark.parametrize("attack", [0.0, 0.1])
def test_no_more_is_shown_at_a_time_than_may_be_and_that_changes_nothing(attack: float) -> None:
    """The pictures as a network is shown them, in whatever portions, are the same ones."""
    shown = {size: Shown() for size in (7, 256)}
    for size, net in shown.items():
        torch.manual_seed(2)
        figures(size, net=net, corruptions=["noise", "elastic"], attack_size=attack)
    assert max(map(len, shown[7].inputs)) == 7
    if not attack:  # in another portion a gradient rounds otherwise
        assert torch.equal(*[torch.cat(net.inputs).flatten(1).sort(0).values for net in shown.values()])


def test_a_kind_is_measured_once_in_whatever_order_it_is_named() -> None:
    assert Training(corruptions=("noise", "blur")) == Training(corruptions=("blur", "noise"))
    with pytest.raises(ValueError, match="'noise' stands there twice; each kind is measured once"):
        Training(corruptions=("noise", "blur", "noise"))


def test_an_attack_makes_it_no_better() -> None:
    weak, strong = (figures(attack_size=size)["accuracy_under_attack"] for size in (0.01, 0.5))
    assert strong <= weak


def test_a_run_tells_them_of_the_test_set_for_best_and_last(tmp_path: Path) -> None:
    run(tmp_path, training={"epochs": 2, "corruptions": ["blur"], "attack_size": 0.3})
    for event in events(tmp_path, "measured"):
        assert 0 <= event["metrics"]["test.accuracy_under_blur"] <= event["metrics"]["test.accuracy"] + 0.05
        assert event["metrics"]["test.accuracy_under_attack"] < event["metrics"]["test.accuracy"]
        assert not any(name.startswith(("val.accuracy_under", "train.accuracy_under")) for name in event["metrics"])


@pytest.mark.parametrize("training", [{"corruptions": ["noise"]}, {"attack_size": 0.1}])
def test_rows_cannot_be_made_worse_like_pictures(training: dict[str, object]) -> None:
    settings = toy.config(training=training)
    evaluator = Evaluator(lambda inputs: inputs, settings.training, toy.CPU)
    with pytest.raises(
        ValueError, match=rf"^training.{next(iter(training))}: is for images only, but the data are feat"
    ):
        Robustness(settings, "features", evaluator)
