"""Cutmix, alone and in turn with mixup."""

from typing import TYPE_CHECKING, ClassVar

from trainer.regularizers.base import Regularizer
from trainer.settings.base import setting

if TYPE_CHECKING:
    from torch import Tensor

    from trainer.regularizers.context import Context


class Cutmix(Regularizer, group="pairs"):
    """Paste a rectangle of another picture into each one; targets are mixed by the area (CutMix, Yun et al. 2019).

    Partner, size and place are drawn for every picture. The network has to know an object by any of its parts. Harms
    where the object is small, since the rectangle may hold none of it, or all.
    """

    applies_to = ("images",)
    excludes: ClassVar = {"mixup_or_cutmix": "it has cutmix in it: its settings say how much"}

    alpha: float = setting(
        1.0,
        "How large rectangles are: at 1 every share of the area is as likely, below mostly hardly any or nearly all, "
        "above mostly half.",
        ge=0.05,
        le=100,
    )

    def transform_pairs(self, inputs: "Tensor", targets: "Tensor", ctx: "Context") -> "tuple[Tensor, Tensor]":
        import torch

        from trainer.layers.pairs import boxes, mix, paste, share_left, symmetric_beta

        n, _, height, width = inputs.shape
        generator = ctx.generator(self)
        partner = torch.randperm(n, generator=generator, device=ctx.device)
        box = boxes(symmetric_beta(n, self.alpha, generator), height, width, generator)
        return paste(inputs, partner, box), mix(targets, partner, share_left(box, height, width))


class MixupOrCutmix(Regularizer, group="pairs"):
    """Mix each picture with another one by mixup or by cutmix, as chance will have it (Wightman et al. 2021).

    Drawn for every picture. The two hide different things, and together they are the usual choice for long training;
    short fine-tuning is easily left underfitted.
    """

    applies_to = ("images",)
    excludes: ClassVar = {
        "cutmix": "it has cutmix in it: its settings say how much",
        "mixup": "it has mixup in it: its settings say how much",
    }

    cutmix: float = setting(0.5, "Probability that a picture is mixed by cutmix, else by mixup.", gt=0, lt=1)
    mixup_alpha: float = setting(0.2, "How much mixup mixes, as alpha of mixup.", ge=0.05, le=100)
    cutmix_alpha: float = setting(1.0, "How large rectangles are, as alpha of cutmix.", ge=0.05, le=100)

    def transform_pairs(self, inputs: "Tensor", targets: "Tensor", ctx: "Context") -> "tuple[Tensor, Tensor]":
        import torch

        from trainer.layers.pairs import boxes, mix, paste, share_left, symmetric_beta

        n, _, height, width = inputs.shape
        generator = ctx.generator(self)
        partner = torch.randperm(n, generator=generator, device=ctx.device)
        cut = torch.rand(n, generator=generator, device=ctx.device) < self.cutmix
        share = symmetric_beta(n, self.mixup_alpha, generator)
        box = boxes(symmetric_beta(n, self.cutmix_alpha, generator), height, width, generator)
        mixed = torch.where(cut[:, None, None, None], paste(inputs, partner, box), mix(inputs, partner, share))
        return mixed, mix(targets, partner, torch.where(cut, share_left(box, height, width), share))
