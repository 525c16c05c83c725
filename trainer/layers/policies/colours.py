"""Operations on pixel values: pictures are uint8 (N, C, H, W), C is 1 or 3; magnitudes (N,) float64, on the CPU."""

import torch
from torch import Tensor


def brightness(pictures: Tensor, magnitudes: Tensor) -> Tensor:
    """Multiply by 1 + magnitude."""
    return _levels(_each(1 + magnitudes, pictures) * pictures)


def colour(pictures: Tensor, magnitudes: Tensor) -> Tensor:
    """Move away from the grey picture, or towards it; grey pictures stay as they are."""
    return pictures if pictures.shape[1] == 1 else _away_from(_grey(pictures), pictures, magnitudes)


def contrast(pictures: Tensor, magnitudes: Tensor) -> Tensor:
    """Move away from the mean grey, or towards it."""
    mean = _grey(pictures).float().mean((1, 2, 3), keepdim=True)
    return _away_from(mean, pictures, magnitudes)


def sharpness(pictures: Tensor, magnitudes: Tensor) -> Tensor:
    """Move away from the smoothed picture, or towards it; the outermost pixels stay as they are."""
    if min(pictures.shape[-2:]) < 3:
        return pictures
    smooth = pictures.clone()
    inside = smooth[..., 1:-1, 1:-1]
    inside.copy_((_sums_of_nine(pictures.float()) + 4.0 * inside).div_(13).round_())
    return _away_from(smooth, pictures, magnitudes)


def posterize(pictures: Tensor, magnitudes: Tensor) -> Tensor:
    """Keep the highest bits, as many as the magnitude says."""
    mask = 256 - 2 ** (8 - magnitudes)
    return pictures & _each(mask, pictures).to(torch.uint8)


def solarize(pictures: Tensor, magnitudes: Tensor) -> Tensor:
    """Invert the pixels that are not below the magnitude."""
    return torch.where(pictures >= _each(magnitudes, pictures), 255 - pictures, pictures)


def auto_contrast(pictures: Tensor, _: Tensor) -> Tensor:
    """Stretch each channel from black to white."""
    darkest, brightest = (end.float() for end in pictures.flatten(2).aminmax(dim=2))
    flat = darkest == brightest
    darkest, scale = darkest.masked_fill(flat, 0), (255 / (brightest - darkest)).masked_fill(flat, 1)
    return _levels((pictures - darkest[..., None, None]) * scale[..., None, None])


def equalize(pictures: Tensor, _: Tensor) -> Tensor:
    """Spread the values of each channel so that all levels are about as frequent."""
    values = pictures.flatten(2).flatten(0, 1).long()
    counts = values.new_zeros(len(values), 256).scatter_add_(1, values, torch.ones_like(values))
    brightest = counts.gather(1, values.amax(1, keepdim=True))
    step = (values.shape[1] - brightest) // 255
    below = counts.cumsum(1) - counts
    spread = ((below + step // 2) // step.clamp(min=1)).clamp_(max=255)
    table = torch.where(step > 0, spread, torch.arange(256, device=values.device))
    return table.to(torch.uint8).gather(1, values).view_as(pictures)


def invert(pictures: Tensor, _: Tensor) -> Tensor:
    """Turn black to white and white to black."""
    return 255 - pictures


def _grey(pictures: Tensor) -> Tensor:
    """Return the grey picture (N, 1, H, W), the weights of its colours as in torchvision."""
    if pictures.shape[1] == 1:
        return pictures
    red, green, blue = pictures.unbind(1)
    return (0.2989 * red + 0.587 * green + 0.114 * blue).to(torch.uint8).unsqueeze(1)


def _sums_of_nine(values: Tensor) -> Tensor:
    """Return the sum over each window of 3 by 3; on a CPU several times as fast as pooling."""
    rows = values[..., :-2, :] + values[..., 1:-1, :] + values[..., 2:, :]
    return rows[..., :-2] + rows[..., 1:-1] + rows[..., 2:]


def _away_from(other: Tensor, pictures: Tensor, magnitudes: Tensor) -> Tensor:
    """Return 1 + magnitude of the pictures, less magnitude of the other ones."""
    factor = 1 + magnitudes
    return _levels(_each(factor, pictures) * pictures + _each(1 - factor, pictures) * other)


def _each(numbers: Tensor, pictures: Tensor) -> Tensor:
    """Return a number for each picture, on the device of the pictures, in a shape that acts on each."""
    return numbers.float().view(-1, 1, 1, 1).to(pictures.device, non_blocking=True)


def _levels(values: Tensor) -> Tensor:
    return values.clamp_(0, 255).to(torch.uint8)
