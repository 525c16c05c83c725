import numpy as np
import pytest
import torch
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler

from trainer.layers.tables import to_mean

TABLE = np.random.default_rng(0).gamma(2.0, 3.0, (500, 8))
ROWS = torch.from_numpy(StandardScaler().fit_transform(TABLE)).float()


def changed(rate: float = 0.3, seed: int = 0) -> torch.Tensor:
    return to_mean(ROWS, rate, torch.Generator().manual_seed(seed))


def test_a_value_that_is_off_is_what_a_missing_one_is_filled_in_with() -> None:
    rows = changed()
    missing = np.where((rows == 0).numpy(), np.nan, ROWS.numpy())
    filled = SimpleImputer(strategy="mean").fit(ROWS.numpy()).transform(missing)
    torch.testing.assert_close(rows, torch.from_numpy(filled).float())


def test_values_are_off_at_the_rate_and_the_others_stay() -> None:
    rows = changed()
    assert (rows == 0).float().mean() == pytest.approx(0.3, abs=0.02)
    assert torch.equal(rows[rows != 0], ROWS[rows != 0])


def test_each_row_loses_values_of_its_own() -> None:
    assert len((changed(0.5) == 0).unique(dim=0)) > 200
