"""Which training examples there are: how many of each class."""

import numpy as np
import torch
from sklearn.model_selection import train_test_split
from sklearn.utils.class_weight import compute_class_weight
from torch import Tensor

from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context
from trainer.regularizers.balanced_sampling import BalancedSampling
from trainer.regularizers.data_share import DataShare

LABELS = torch.tensor([0] * 40 + [1] * 20 + [2] * 8)


@reference("data_share", by="the counts of sklearn.model_selection.train_test_split, stratified")
def data_share() -> tuple[Tensor, Tensor]:
    kept = DataShare(share=0.25).training_data(LABELS, context())
    theirs, _ = train_test_split(LABELS.numpy(), train_size=0.25, stratify=LABELS.numpy(), random_state=0)
    return LABELS[kept].bincount(), torch.from_numpy(theirs).bincount()


@reference(
    "balanced_sampling", by="the counts times sklearn.utils.class_weight.compute_class_weight('balanced'), scaled"
)
def balanced_sampling() -> tuple[Tensor, Tensor]:
    places = BalancedSampling().training_data(LABELS, context())
    weights = compute_class_weight("balanced", classes=np.arange(3), y=LABELS.numpy())
    return LABELS[places].bincount(), LABELS.bincount() * torch.from_numpy(weights / weights.min())
