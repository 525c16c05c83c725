import torch
from torch.distributions import Categorical, kl_divergence
from torch.nn.functional import kl_div

from trainer.layers.distributions import entropy, symmetric_divergence

LOGITS, OTHERS = torch.randn(2, 50, 7, generator=torch.Generator().manual_seed(0)) * 3


def test_entropy_is_that_of_torch() -> None:
    torch.testing.assert_close(entropy(LOGITS), Categorical(logits=LOGITS).entropy())


def test_divergence_is_the_mean_of_torchs_in_both_directions() -> None:
    one, other = Categorical(logits=LOGITS), Categorical(logits=OTHERS)
    expected = (kl_divergence(one, other) + kl_divergence(other, one)) / 2
    torch.testing.assert_close(symmetric_divergence(LOGITS, OTHERS), expected)


def test_divergence_is_the_one_that_r_drop_is_written_with() -> None:
    p, q = LOGITS.log_softmax(1), OTHERS.log_softmax(1)
    there, back = (kl_div(x, y, reduction="batchmean", log_target=True) for x, y in ((p, q), (q, p)))
    torch.testing.assert_close(symmetric_divergence(LOGITS, OTHERS).mean(), (there + back) / 2)


def test_equal_logits_are_exactly_no_distance_apart() -> None:
    assert not symmetric_divergence(LOGITS, LOGITS).any()


def test_gradients_stay_finite_where_the_network_is_sure() -> None:
    logits = torch.tensor([[200.0, -200.0, 0.0]], requires_grad=True)
    (entropy(logits) + symmetric_divergence(logits, torch.zeros(1, 3))).sum().backward()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()
