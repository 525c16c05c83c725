import torch
from torch import nn

from tests.trainer.regularizers.scene import context, fill_gradients, network
from trainer.regularizers.gradient_centralization import GradientCentralization


def centred(model: nn.Module, *, convolutions_only: bool = False) -> nn.Module:
    fill_gradients(model)
    GradientCentralization(convolutions_only=convolutions_only).transform_gradients(context(model))
    return model


def test_it_is_what_a_numpy_mean_over_all_dims_but_the_first_takes() -> None:
    model, reference = centred(network()), network()
    fill_gradients(reference)
    for mine, before in zip(model.parameters(), reference.parameters(), strict=True):
        assert mine.grad is not None
        assert before.grad is not None
        rows = before.grad.double().numpy()
        if rows.ndim > 1:
            rows = rows - rows.mean(axis=tuple(range(1, rows.ndim)), keepdims=True)
        torch.testing.assert_close(mine.grad, torch.from_numpy(rows).float())


def test_a_plain_step_keeps_the_sum_of_each_units_weights() -> None:
    model = centred(network())
    before = [p.detach().flatten(1).sum(1) for p in model.parameters() if p.dim() > 1]
    torch.optim.SGD(model.parameters(), lr=0.5).step()
    after = [p.detach().flatten(1).sum(1) for p in model.parameters() if p.dim() > 1]
    torch.testing.assert_close(after, before)


def test_linear_layers_may_be_left_alone() -> None:
    model, reference = centred(network(), convolutions_only=True), network()
    fill_gradients(reference)
    assert torch.equal(model[4].weight.grad, reference[4].weight.grad)
    assert not torch.equal(model[0].weight.grad, reference[0].weight.grad)


def test_a_unit_with_one_weight_goes_on_learning() -> None:
    model, reference = centred(nn.Linear(1, 3)), nn.Linear(1, 3)
    fill_gradients(reference)
    assert torch.equal(model.weight.grad, reference.weight.grad)


def test_what_is_centred_is_reported() -> None:
    ctx = context(network())
    GradientCentralization().before_training(ctx)
    assert ctx.effects == {"gradient_centralization.parameters": 3}
    GradientCentralization(convolutions_only=True).before_training(ctx)
    assert ctx.effects == {"gradient_centralization.parameters": 1}
    assert not ctx.warnings


def test_nothing_to_centre_is_a_warning() -> None:
    ctx = context(nn.Linear(4, 4))
    GradientCentralization(convolutions_only=True).before_training(ctx)
    text = "had nothing to act on: the network has no weights of this kind"
    assert ctx.warnings == [("regularizers.gradient_centralization.convolutions_only", text)]
