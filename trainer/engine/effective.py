"""General facts of a network that is ready to train, beside those that methods report."""

import torch
from torch import nn

from trainer.layers.finding import batch_norms
from trainer.layers.lora import is_adapter


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
        "weights.zero": zero_weights(model),
        "batch_norm.layers": len(norms),
        "batch_norm.frozen": sum(not norm.training for norm in norms),
    }


def zero_weights(model: nn.Module) -> int:
    """Count zeros among weights; biases, norms and adapters, of which many begin at zero, are none of them."""
    weights = [p for name, p in model.named_parameters() if p.dim() > 1 and not is_adapter(name)]
    return int(torch.stack([(weight == 0).sum() for weight in weights]).sum()) if weights else 0
