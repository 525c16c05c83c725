import torch

from tests.trainer.regularizers.scene import context
from trainer.regularizers.balanced_sampling import BalancedSampling
from trainer.regularizers.base import in_canonical_order
from trainer.regularizers.class_weights import ClassWeights
from trainer.regularizers.data_share import DataShare

LABELS = torch.tensor([0] * 15 + [1] * 10 + [2] * 3)


def test_all_classes_come_up_equally_often_and_the_run_says_how_much_longer_it_is() -> None:
    ctx = context()
    places = BalancedSampling().training_data(LABELS, ctx)
    assert LABELS[places].bincount().tolist() == [15, 15, 15]
    assert ctx.effects == {"balanced_sampling.examples": 45, "balanced_sampling.repeats": 17}
    assert not ctx.warnings


def test_the_seed_of_the_run_chooses_and_nothing_else() -> None:
    method = BalancedSampling()
    first = method.training_data(LABELS, context()).tolist()
    torch.manual_seed(3)
    assert method.training_data(LABELS, context()).tolist() == first
    assert method.training_data(LABELS, context(seed=2)).tolist() != first


def test_the_device_does_not_change_which_examples_are_chosen() -> None:
    """A run may be resumed on another device; here there need not even be one."""
    on_gpu = context()
    on_gpu.device = torch.device("cuda")
    method = BalancedSampling()
    assert method.training_data(LABELS, on_gpu).tolist() == method.training_data(LABELS, context()).tolist()


def test_equal_classes_are_a_warning() -> None:
    ctx = context()
    BalancedSampling().training_data(torch.arange(3).repeat(4), ctx)
    text = "changes nothing: the classes are already as frequent as that"
    assert ctx.warnings == [("regularizers.balanced_sampling.strength", text)]


def test_it_balances_what_a_share_of_the_data_has_left() -> None:
    order = in_canonical_order([BalancedSampling(), DataShare()])
    assert [method.component_name for method in order] == ["data_share", "balanced_sampling"]


def test_class_weights_find_nothing_left_to_weigh() -> None:
    ctx = context()
    ctx.train_labels = LABELS[BalancedSampling().training_data(LABELS, ctx)]
    ClassWeights().criterion(lambda logits, targets: logits, ctx)
    assert [setting for setting, _ in ctx.warnings] == ["regularizers.class_weights.by"]
