"""Pictures, from arrays or files, as uint8 tensors of one form."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from trainer.data.examples import DataError, Examples
from trainer.data.pictures import decode, form_of
from trainer.layers.pictures import resized, with_channels

if TYPE_CHECKING:
    from trainer.data.examples import Picture

CHUNK = 4096
"""Pictures of an array that are converted at a time, so that a conversion never holds the whole set twice."""


@dataclass(frozen=True)
class Form:
    """The form of every picture. `resize` is false where the size is the data's own: then another is a mistake."""

    channels: int
    height: int
    width: int
    resize: bool = True

    @property
    def bytes(self) -> int:
        """The size of one picture as uint8."""
        return self.channels * self.height * self.width


def own_form(examples: Examples) -> tuple[int, int, int]:
    """Return channels, height and width of the first picture."""
    if isinstance(examples.inputs, list):
        return form_of(examples.inputs[0])
    height, width, channels = examples.inputs.shape[1:]
    return channels, height, width


def all_pictures(parts: Sequence[Examples], form: Form) -> Tensor:
    """Return every picture as one tensor (N, C, H, W) uint8, decoded by several threads."""
    out = torch.empty(sum(map(len, parts)), form.channels, form.height, form.width, dtype=torch.uint8)
    start = 0
    for part in parts:
        target = out[start : start + len(part)]
        if isinstance(part.inputs, list):
            _decode_into(target, part.inputs, form)
        else:
            _convert_into(target, part.inputs, form)
        start += len(part)
    return out


def one_picture(picture: "np.ndarray | Picture", form: Form) -> Tensor:
    """Return one picture (C, H, W) uint8, from an array (H, W, C) or still to be decoded."""
    pixels = picture if isinstance(picture, np.ndarray) else decode(picture, form.channels)
    if not form.resize and pixels.shape[:2] != (form.height, form.width):
        raise DataError(_other_size(picture, pixels, form))
    return _formed(pixels[None], form)[0]


def _formed(pixels: np.ndarray, form: Form) -> Tensor:
    pictures = torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2)))
    return resized(with_channels(pictures, form.channels), form.height, form.width).contiguous()


def _convert_into(target: Tensor, pixels: np.ndarray, form: Form) -> None:
    if not form.resize and pixels.shape[1:3] != (form.height, form.width):
        raise DataError(_other_size("a part of the data", pixels[0], form))
    for start in range(0, len(pixels), CHUNK):
        target[start : start + CHUNK] = _formed(pixels[start : start + CHUNK], form)


def _decode_into(target: Tensor, pictures: "list[Picture]", form: Form) -> None:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for i, picture in enumerate(pool.map(lambda picture: one_picture(picture, form), pictures)):
            target[i] = picture


def _other_size(picture: object, pixels: np.ndarray, form: Form) -> str:
    name = "a picture" if isinstance(picture, np.ndarray) else str(picture)
    height, width = pixels.shape[:2]
    return f"{name}: {width}×{height} pixels, but the first picture has {form.width}×{form.height}; set data.size"
