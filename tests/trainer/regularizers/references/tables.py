"""Methods on rows of features."""

import numpy as np
import torch
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context
from trainer.regularizers.table_noise import FeatureDropout, FeatureNoise

ROWS = torch.from_numpy(StandardScaler().fit_transform(np.random.default_rng(0).gamma(2.0, 3.0, (300, 8)))).float()


@reference("feature_noise", by="torch.normal with the same generator")
def feature_noise() -> tuple[Tensor, Tensor]:
    method, ctx = FeatureNoise(deviation=0.3), context(kind="features")
    return method.transform_inputs(ROWS, ctx), torch.normal(ROWS, 0.3, generator=ctx.generator(method))


@reference("feature_dropout", by="sklearn.impute.SimpleImputer, where the same values are missing")
def feature_dropout() -> tuple[Tensor, Tensor]:
    method, ctx = FeatureDropout(rate=0.3), context(kind="features")
    missing = torch.rand(ROWS.shape, generator=ctx.generator(method)) < 0.3
    holes = np.where(missing.numpy(), np.nan, ROWS.numpy())
    filled = SimpleImputer(strategy="mean").fit(ROWS.numpy()).transform(holes)
    return method.transform_inputs(ROWS, ctx), torch.from_numpy(filled)
