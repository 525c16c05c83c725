"""How much each weight matters to what a network says: the diagonal of the Fisher information."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn


def fisher_diagonal(
    model: nn.Module, names: Sequence[str], inputs: Tensor, generator: torch.Generator
) -> dict[str, Tensor]:
    """Return the mean of the squared gradients of log p(y|x) over examples (N, …), by parameter name.

    The label y of each example is drawn from the model's own probabilities, as the Fisher information wants it
    (Kunstner et al. 2019 say what goes wrong with the true labels). The model is in evaluation mode.
    """
    parameters = [model.get_parameter(name) for name in names]
    moved = [parameter.requires_grad for parameter in parameters]
    sums = [torch.zeros_like(parameter) for parameter in parameters]
    for parameter in parameters:
        parameter.requires_grad_()
    for one in inputs:
        logs = model(one[None]).float().log_softmax(dim=-1)
        label = torch.multinomial(logs.detach().exp(), 1, generator=generator)
        gradients = torch.autograd.grad(logs.gather(1, label).sum(), parameters, allow_unused=True)
        for total, gradient in zip(sums, gradients, strict=True):
            if gradient is not None:
                total.addcmul_(gradient, gradient)
    for parameter, before in zip(parameters, moved, strict=True):
        parameter.requires_grad_(before)
    return {name: total / len(inputs) for name, total in zip(names, sums, strict=True)}
