"""General facts of a network that is ready to train, beside those that methods report."""

import torch
from torch import nn

from trainer.layers.finding import batch_norms


def general_facts(model: nn.Module) -> dict[str, int]:
    """Count what will really move and what stands still; the model is in training mode."""
    parameters = list(model.parameters())
    norms = batch_norms(model)
    trainable = sum(p.numel() for p in parameters if p.requires_grad)
    total = sum(p.numel() for p in parameters)
    return {
        "parameters.all": total,
        "parameters.trainable": trainable,
        "parameters.frozen": total - trainable,
        "weights.zero": _zeros([p for p in parameters if p.dim() > 1]),
        "batch_norm.layers": len(norms),
        "batch_norm.frozen": sum(not norm.training for norm in norms),
    }


def _zeros(weights: list[nn.Parameter]) -> int:
    """Count zeros among weights; biases and norms, of which many begin at zero, are none of them."""
    return int(torch.stack([(weight == 0).sum() for weight in weights]).sum()) if weights else 0
