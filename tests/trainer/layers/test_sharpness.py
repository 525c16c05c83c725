import pytest
import torch
from torch import nn

from trainer.layers.sharpness import ascent, moved, statistics_kept, with_gradients


def parameters() -> list[nn.Parameter]:
    found = [nn.Parameter(torch.tensor([1.0, -2.0])), nn.Parameter(torch.tensor([0.5]))]
    found[0].grad, found[1].grad = torch.tensor([3.0, 0.0]), torch.tensor([4.0])
    return found


def test_the_step_goes_along_the_gradient_for_the_radius() -> None:
    steps = ascent(parameters(), 0.5)  # the gradient (3, 0, 4) has norm 5
    assert torch.cat(steps).tolist() == pytest.approx([0.3, 0.0, 0.4])


def test_the_adaptive_step_is_in_proportion_to_the_weights() -> None:
    # |w|g = (3, 0, 2) has norm sqrt(13); w^2 g = (3, 0, 1)
    steps = ascent(parameters(), 0.5, adaptive=True)
    assert torch.cat(steps).tolist() == pytest.approx([1.5 / 13**0.5, 0.0, 0.5 / 13**0.5])


def test_parameters_come_back_exactly() -> None:
    tensors = [nn.Parameter(torch.tensor([0.1, 1e-8, 3.0]))]
    before = tensors[0].detach().clone()
    with moved(tensors, [torch.tensor([1e4, 1.0, -0.3])]):
        assert tensors[0].tolist() == pytest.approx([10000.1, 1.0, 2.7])
    assert torch.equal(tensors[0], before)


def test_parameters_come_back_after_an_error() -> None:
    tensors = [nn.Parameter(torch.ones(2))]
    with pytest.raises(ZeroDivisionError), moved(tensors, [torch.ones(2)]):
        1 / 0  # noqa: B018 - the error
    assert tensors[0].tolist() == [1, 1]


def test_running_statistics_stay_as_they_are() -> None:
    norm = nn.BatchNorm1d(3)
    before = {name: value.clone() for name, value in norm.state_dict().items()}
    with statistics_kept(nn.Sequential(norm)):
        norm(torch.rand(8, 3))
    assert all(torch.equal(value, before[name]) for name, value in norm.state_dict().items())
    norm(torch.rand(8, 3))
    assert norm.num_batches_tracked == 1
    assert not torch.equal(norm.running_mean, before["running_mean"])


def test_only_parameters_with_a_gradient_count() -> None:
    model = nn.Linear(2, 1)
    model.weight.grad = torch.ones(1, 2)
    assert len(with_gradients(model)) == 1
