"""Mixup."""

from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class Mixup(Regularizer, group="pairs"):
    """Train on weighted means of two examples and of their targets (Zhang et al. 2018).

    The weight is drawn for every example, from Beta(alpha, alpha). Smooths the decision between classes; a large alpha
    with few epochs or a small network leaves it underfitted.
    """

    excludes: ClassVar = {"mixup_or_cutmix": "it has mixup in it: its settings say how much"}

    alpha: float = setting(
        0.2,
        "How much is mixed: near 0 hardly, at 1 every share is as likely, above 1 mostly half and half.",
        ge=0.05,
        le=100,
    )

    def transform_pairs(self, inputs: "Tensor", targets: "Tensor", ctx: "Context") -> "tuple[Tensor, Tensor]":
        import torch

        from trainer.layers.pairs import mix, symmetric_beta

        generator = ctx.generator(self)
        partner = torch.randperm(len(inputs), generator=generator, device=ctx.device)
        share = symmetric_beta(len(inputs), self.alpha, generator)
        return mix(inputs, partner, share), mix(targets, partner, share)
