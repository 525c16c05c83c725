from typing import NamedTuple

import pytest
import torch
from torch import Tensor, nn

from tests.trainer.engine.toy import Net
from trainer.engine.auxiliary import Features, heads


class InceptionOutputs(NamedTuple):
    logits: Tensor
    aux_logits: Tensor | None


def test_a_plain_output_has_no_auxiliary_heads() -> None:
    logits = torch.zeros(2, 3)
    assert heads(logits) == (logits, (), 0.0)


def test_inceptions_head_counts_four_tenths() -> None:
    logits, aux = torch.zeros(2, 3), torch.ones(2, 3)
    assert heads(InceptionOutputs(logits, aux)) == (logits, [aux], 0.4)


def test_heads_that_are_switched_off_do_not_count() -> None:
    assert heads(InceptionOutputs(torch.zeros(2, 3), None))[1] == []


def test_features_are_what_the_last_layer_was_given() -> None:
    net = Net()
    features = Features(net, 2)
    logits = net.train()(torch.rand(5, 1, 4, 4))
    assert features.value is not None
    assert torch.equal(net.head(features.value), logits)


def test_measuring_does_not_disturb_the_features() -> None:
    net = Net()
    features = Features(net, 2)
    net.train()(torch.rand(5, 1, 4, 4))
    kept = features.value
    net.eval()(torch.rand(7, 1, 4, 4))
    assert features.value is kept


def test_a_network_without_a_layer_to_look_at_is_refused() -> None:
    with pytest.raises(ValueError, match="features"):
        Features(nn.Flatten(), 2)
