"""Mixing of examples: torchvision mixes each with the one before it, so each pair is a batch of its own."""

from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from torch import Tensor
from torchvision.transforms import v2

from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context, pictures
from trainer.layers.pairs import symmetric_beta
from trainer.regularizers.cutmix import Cutmix, MixupOrCutmix
from trainer.regularizers.feature_mixup import FeatureMixup
from trainer.regularizers.mixup import Mixup

INPUTS = pictures(20, 3, 9, 14)
TARGETS = torch.eye(3)[torch.arange(20) % 3]

Pair = tuple[Tensor, Tensor]


@reference("mixup", by="torchvision.transforms.v2.MixUp")
def mixup() -> tuple[Pair, Pair]:
    method, ctx = Mixup(alpha=0.6), context()
    generator = ctx.generator(method)
    partner = torch.randperm(20, generator=generator)
    lam = symmetric_beta(20, 0.6, generator)
    expected = [_by_torchvision(v2.MixUp(), i, partner, {"lam": float(lam[i])}) for i in range(20)]
    return method.transform_pairs(INPUTS, TARGETS, ctx), _stacked(expected)


@reference("cutmix", by="torchvision.transforms.v2.CutMix")
def cutmix() -> tuple[Pair, Pair]:
    method, ctx = Cutmix(alpha=1.0), context()
    generator = ctx.generator(method)
    partner = torch.randperm(20, generator=generator)
    boxes = _boxes(symmetric_beta(20, 1.0, generator), generator)
    expected = [_by_torchvision(v2.CutMix(), i, partner, box) for i, box in enumerate(boxes)]
    return method.transform_pairs(INPUTS, TARGETS, ctx), _stacked(expected)


@reference("mixup_or_cutmix", by="torchvision.transforms.v2.MixUp and CutMix")
def mixup_or_cutmix() -> tuple[Pair, Pair]:
    method, ctx = MixupOrCutmix(cutmix=0.5, mixup_alpha=0.6, cutmix_alpha=1.0), context()
    generator = ctx.generator(method)
    partner = torch.randperm(20, generator=generator)
    cut = torch.rand(20, generator=generator) < 0.5
    lam = symmetric_beta(20, 0.6, generator)
    boxes = _boxes(symmetric_beta(20, 1.0, generator), generator)
    expected = [
        _by_torchvision(v2.CutMix(), i, partner, boxes[i])
        if cut[i]
        else _by_torchvision(v2.MixUp(), i, partner, {"lam": float(lam[i])})
        for i in range(20)
    ]
    return method.transform_pairs(INPUTS, TARGETS, ctx), _stacked(expected)


@reference("feature_mixup", by="numpy.where, and the mean of its condition as the share")
def feature_mixup() -> tuple[Pair, Pair]:
    method, ctx = FeatureMixup(alpha=0.7), context(kind="features")
    rows, generator = INPUTS.flatten(1)[:, :8], ctx.generator(method)
    partner = torch.randperm(20, generator=generator)
    share = symmetric_beta(20, 0.7, generator)
    own = (torch.rand(20, 8, generator=generator) < share[:, None]).numpy()
    mixed = np.where(own, rows.numpy(), rows.numpy()[partner])
    part = own.mean(axis=1, keepdims=True)
    targets = part * TARGETS.numpy() + (1 - part) * TARGETS.numpy()[partner]
    return method.transform_pairs(rows, TARGETS, ctx), (torch.from_numpy(mixed), torch.from_numpy(targets))


def _by_torchvision(transform: v2.Transform, place: int, partner: Tensor, params: dict[str, Any]) -> Pair:
    """Return one picture and its target, mixed with their partners."""
    two = torch.stack([partner[place], torch.tensor(place)])
    labels = TARGETS[two]
    given = params | {"labels": labels, "batch_size": 2}
    return transform.transform(INPUTS[two], given)[1], transform.transform(labels, given)[1]


def _boxes(share: Tensor, generator: torch.Generator) -> list[dict[str, Any]]:
    """Return the boxes that torchvision makes of shares and of centres from this generator."""
    across, down = (torch.randint(length, (20, 1), generator=generator) for length in (14, 9))
    found = []
    for i, lam in enumerate(share):
        cutmix = v2.CutMix()
        with patch.object(cutmix, "_dist") as dist, patch("torch.randint", side_effect=[across[i], down[i]]):
            dist.sample.return_value = lam
            found.append(cutmix.make_params([INPUTS]))
    return found


def _stacked(mixed: list[Pair]) -> Pair:
    return torch.stack([one for one, _ in mixed]), torch.stack([target for _, target in mixed])
