"""Mixing of table rows column by column."""

from typing import TYPE_CHECKING

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class FeatureMixup(Regularizer, group="tables"):
    """Exchange some columns of each row for those of another one (Feat-Mix of ExcelFormer, Chen et al. 2024).

    The share of columns is drawn for every row, from Beta(alpha, alpha); targets are mixed by how many columns each row
    gave, all columns counting the same. Unlike with mixup every single value is a real one. Harms where columns mean
    something only together, or where a few of them say it all.
    """

    applies_to = ("features",)

    alpha: float = setting(
        0.5,
        "How many columns are exchanged: near 0 hardly any or nearly all, at 1 every share is as likely, above 1 "
        "mostly half.",
        ge=0.05,
        le=100,
    )

    def transform_pairs(self, inputs: "Tensor", targets: "Tensor", ctx: "Context") -> "tuple[Tensor, Tensor]":
        import torch

        from trainer.layers.pairs import mix, symmetric_beta

        n, columns = inputs.shape
        generator = ctx.generator(self)
        partner = torch.randperm(n, generator=generator, device=ctx.device)
        share = symmetric_beta(n, self.alpha, generator)
        own = torch.rand(n, columns, generator=generator, device=ctx.device) < share[:, None]
        return torch.where(own, inputs, inputs[partner]), mix(targets, partner, own.float().mean(dim=1))
