import torch
from torch.nn.functional import cross_entropy, one_hot
from torchvision.ops import sigmoid_focal_loss

from trainer.layers.losses import focal_weight


def test_for_two_classes_it_is_torchvisions_sigmoid_focal_loss() -> None:
    z = torch.linspace(-4, 4, 9)
    labels = (torch.arange(9) % 2).long()
    logits = torch.stack([torch.zeros(9), z], dim=1)  # softmax of (0, z) is the sigmoid of z
    targets = one_hot(labels, 2).float()
    ours = focal_weight(logits, targets, 2.0) * cross_entropy(logits, targets, reduction="none")
    torch.testing.assert_close(ours, sigmoid_focal_loss(z, labels.float(), alpha=-1, gamma=2.0))


def test_a_worked_number() -> None:
    weight = focal_weight(torch.tensor([[0.0, 0.0]]), torch.tensor([[1.0, 0.0]]), 3.0)
    assert weight.tolist() == [0.125]  # p = 1/2, (1 - p)^3 = 1/8
