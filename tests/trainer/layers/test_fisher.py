import torch
from torch import nn

from trainer.layers.fisher import fisher_diagonal


def linear() -> nn.Linear:
    model = nn.Linear(2, 3, bias=False)
    model.weight.data = torch.tensor([[0.5, -0.2], [0.0, 0.3], [-0.4, 0.1]])
    return model.requires_grad_(requires_grad=False)


def test_it_is_the_fisher_information_of_softmax_regression() -> None:
    """For logits Wx it is p(1-p) x^2 at each weight, whatever the label was (McCullagh & Nelder 1989)."""
    model, x = linear(), torch.tensor([[2.0, -1.0]])
    found = fisher_diagonal(model, ["weight"], x.expand(2_000, 2), torch.Generator().manual_seed(0))["weight"]
    p = model(x).softmax(dim=1)
    torch.testing.assert_close(found, (p * (1 - p)).T * x.square(), rtol=0.1, atol=0)


def test_it_is_the_mean_of_squared_gradients_by_torchs_own_per_example_gradients() -> None:
    model, inputs = linear(), torch.randn(7, 2, generator=torch.Generator().manual_seed(1))
    found = fisher_diagonal(model, ["weight"], inputs, torch.Generator().manual_seed(2))["weight"]
    generator = torch.Generator().manual_seed(2)
    labels = torch.cat([torch.multinomial(model(one[None]).softmax(1), 1, generator=generator) for one in inputs])

    def log_probability(weight: torch.Tensor, x: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        return (weight @ x).log_softmax(0).gather(0, label).sum()

    gradients = torch.func.vmap(torch.func.grad(log_probability), (None, 0, 0))(model.weight, inputs, labels)
    torch.testing.assert_close(found, gradients.square().mean(0))


def test_the_model_is_left_as_it_was_and_what_it_does_not_use_counts_nothing() -> None:
    model = linear()
    model.unused = nn.Parameter(torch.ones(2), requires_grad=False)
    found = fisher_diagonal(model, ["weight", "unused"], torch.ones(3, 2), torch.Generator().manual_seed(0))
    assert not model.weight.requires_grad
    assert model.weight.grad is None
    assert found["unused"].tolist() == [0, 0]
