from copy import deepcopy

import torch
from torch import Tensor, nn

from tests.trainer.regularizers.scene import network, pictures
from trainer.layers.averages import moving_statistics, renew_statistics


def two_norms() -> nn.Sequential:
    """Return a network with two batch norms, of which the first stands still."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 2, 3), nn.BatchNorm2d(2))
    model[1].running_mean.fill_(0.3)
    model[1].running_var.fill_(2.0)
    model[1].eval()
    return model


def test_statistics_are_taken_as_torchs_update_bn_does() -> None:
    model, reference = network(), network()
    batches = [pictures(40), pictures(30) * 2]
    found = renew_statistics(model, batches)
    torch.optim.swa_utils.update_bn(batches, reference)
    assert sorted(found) == ["1.num_batches_tracked", "1.running_mean", "1.running_var"]
    for name, value in found.items():
        torch.testing.assert_close(value, reference.state_dict()[name])
        assert torch.equal(value, model.state_dict()[name])


def test_a_norm_that_stands_still_keeps_its_statistics_and_uses_them() -> None:
    model, reference = two_norms(), two_norms()
    assert sorted(renew_statistics(model, [pictures(40)])) == [
        "4.num_batches_tracked",
        "4.running_mean",
        "4.running_var",
    ]
    assert model[1].running_mean.tolist() == [torch.tensor(0.3).item()] * 4
    assert model[1].track_running_stats
    assert not model[1].training
    reference[4].momentum = None
    reference(pictures(40))
    torch.testing.assert_close(model[4].running_mean, reference[4].running_mean)
    torch.testing.assert_close(model[4].running_var, reference[4].running_var)


def test_a_batch_of_one_example_is_left_out() -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5))
    whole, batch = deepcopy(model), torch.arange(24.0).view(6, 4)
    renew_statistics(whole, [batch])
    renew_statistics(model, [batch, torch.ones(1, 4)])
    assert torch.equal(model[1].running_mean, whole[1].running_mean)


def test_a_norm_that_no_batch_reaches_keeps_its_statistics() -> None:
    class WithAuxiliary(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.auxiliary = nn.BatchNorm1d(4), nn.BatchNorm1d(4)

        def forward(self, inputs: Tensor) -> Tensor:
            made: Tensor = self.body(inputs)
            return self.auxiliary(made) if self.training else made

    model = WithAuxiliary()
    model(torch.arange(24.0).view(6, 4))
    before = {name: value.clone() for name, value in model.auxiliary.state_dict().items()}
    found = renew_statistics(model, [torch.ones(2, 4)])
    assert torch.equal(found["auxiliary.running_var"], before["running_var"])
    assert found["auxiliary.num_batches_tracked"] == 1
    assert found["body.running_mean"].tolist() == [1.0] * 4


def test_what_is_returned_does_not_change_with_the_network() -> None:
    model = network()
    found = renew_statistics(model, [pictures()])
    before = found["1.running_mean"].clone()
    model(pictures() * 5)
    assert torch.equal(found["1.running_mean"], before)


def test_a_network_without_norms_has_no_statistics() -> None:
    assert moving_statistics(nn.Linear(2, 2)) == {}
    assert renew_statistics(nn.Linear(2, 2), []) == {}
    assert sorted(moving_statistics(nn.BatchNorm1d(2))) == ["num_batches_tracked", "running_mean", "running_var"]
