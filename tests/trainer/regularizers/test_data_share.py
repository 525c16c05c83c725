import torch

from tests.trainer.regularizers.scene import context
from trainer.regularizers.data_share import DataShare

LABELS = torch.arange(3).repeat(20)


def test_each_class_keeps_its_share() -> None:
    ctx = context()
    kept = DataShare(share=0.25).training_data(LABELS, ctx)
    assert LABELS[kept].bincount().tolist() == [5, 5, 5]
    assert ctx.effects == {"data_share.examples": 15}


def test_the_seed_of_the_run_chooses() -> None:
    method = DataShare()
    first, again, other = (method.training_data(LABELS, context(seed=seed)).tolist() for seed in (1, 1, 2))
    assert first == again != other


def test_the_device_does_not_change_which_examples_are_chosen() -> None:
    """A run may be resumed on another device; here there need not even be one."""
    on_gpu = context()
    on_gpu.device = torch.device("cuda")
    method = DataShare()
    assert method.training_data(LABELS, on_gpu).tolist() == method.training_data(LABELS, context()).tolist()


def test_a_share_that_is_all_of_them_is_a_warning() -> None:
    ctx = context()
    DataShare(share=0.5).training_data(torch.arange(3), ctx)
    text = "changes nothing: 0.5 of 3 examples, rounded for each class, is all"
    assert ctx.warnings == [("regularizers.data_share.share", text)]
