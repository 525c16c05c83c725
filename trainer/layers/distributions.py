"""What can be said of the distributions over classes that logits (N, classes) mean, for each example (N,)."""

from torch import Tensor


def entropy(logits: Tensor) -> Tensor:
    """Return the entropy in nats: 0 where the network is sure, log(classes) where it knows nothing."""
    log_p = logits.log_softmax(dim=-1)
    return -(log_p.exp() * log_p).sum(dim=-1)


def symmetric_divergence(logits: Tensor, others: Tensor) -> Tensor:
    """Return the mean of the Kullback-Leibler divergences in both directions; exactly 0 where the logits are equal."""
    log_p, log_q = logits.log_softmax(dim=-1), others.log_softmax(dim=-1)
    return ((log_p.exp() - log_q.exp()) * (log_p - log_q)).sum(dim=-1) / 2
