import pytest
import torch

from tests.trainer.regularizers.scene import context
from trainer.regularizers.base import Regularizer
from trainer.regularizers.feature_mixup import FeatureMixup
from trainer.regularizers.table_noise import FeatureDropout, FeatureNoise

ROWS = torch.randn(300, 8, generator=torch.Generator().manual_seed(0))


def changed(method: Regularizer, **state: int) -> torch.Tensor:
    ctx = context(kind="features", **state)
    return method.transform_pairs(method.transform_inputs(ROWS, ctx), torch.eye(300), ctx)[0]


def test_noise_is_as_strong_as_asked_and_of_each_row() -> None:
    noise = changed(FeatureNoise(deviation=0.2)) - ROWS
    assert noise.std() == pytest.approx(0.2, rel=0.03)
    assert noise.mean() == pytest.approx(0, abs=0.02)
    assert len(noise.unique(dim=0)) == 300


def test_dropout_puts_the_mean_in_and_scales_nothing() -> None:
    rows = changed(FeatureDropout(rate=0.25))
    assert (rows == 0).float().mean() == pytest.approx(0.25, abs=0.03)
    assert torch.equal(rows[rows != 0], ROWS[rows != 0])


def test_rows_exchange_columns_and_targets_say_how_many() -> None:
    n = 50
    rows = torch.arange(n).float()[:, None].expand(n, 8)  # every value says whose it is
    mixed, targets = FeatureMixup(alpha=1.0).transform_pairs(rows, torch.eye(n), context(kind="features"))
    counts = torch.stack([row.long().bincount(minlength=n) for row in mixed])
    torch.testing.assert_close(targets, counts / 8)  # with equal importance of columns, Lambda of Chen et al. 2024
    assert ((counts > 0).sum(dim=1) <= 2).all()
    assert len(targets.amax(dim=1).unique()) > 3, "each row has a share of its own"


@pytest.mark.parametrize(("alpha", "least", "most"), [(0.05, 0.0, 0.1), (100.0, 0.9, 1.0)])
def test_alpha_says_how_many_columns_are_exchanged(alpha: float, least: float, most: float) -> None:
    _, targets = FeatureMixup(alpha=alpha).transform_pairs(ROWS, torch.eye(300), context(kind="features"))
    own = targets.diagonal()
    assert least <= ((own > 0) & (own < 1)).float().mean() <= most


def test_columns_of_one_row_are_drawn_one_by_one() -> None:
    own = changed(FeatureMixup(alpha=100.0)) == ROWS
    assert len(own.unique(dim=0)) > 100
