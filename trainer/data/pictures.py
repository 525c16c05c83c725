"""Decode pictures."""

from struct import error as struct_error
from typing import TYPE_CHECKING

from trainer.data.examples import DataError

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

    from trainer.data.examples import Picture

GREY_MODES = ("1", "L", "LA", "La", "I", "F", "I;16", "I;16L", "I;16B", "I;16N")
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct_error)
"""What PIL raises for files that are broken; a decompression bomb is told apart by name."""


def decode(picture: "Picture", channels: int) -> "np.ndarray":
    """Return a picture as an array (H, W, channels) uint8, or raise a `DataError` that names it."""
    import numpy as np

    with _opened(picture) as image:
        return np.array(_converted(image, picture, channels)).reshape(image.height, image.width, channels)


def form_of(picture: "Picture") -> tuple[int, int, int]:
    """Return channels (1 for grey, else 3), height and width of a picture."""
    with _opened(picture) as image:
        return (1 if image.mode in GREY_MODES else 3), image.height, image.width


def _opened(picture: "Picture") -> "Image":
    from PIL import Image

    try:
        return picture() if callable(picture) else Image.open(picture)
    except (*BROKEN, Image.DecompressionBombError) as error:
        raise _unreadable(picture, error) from error


def _converted(image: "Image", picture: "Picture", channels: int) -> "Image":
    try:
        if image.mode.startswith("I;16"):
            image = image.point(lambda level: level / 256)
        return image.convert("L" if channels == 1 else "RGB")
    except BROKEN as error:
        raise _unreadable(picture, error) from error


def _unreadable(picture: "Picture", error: Exception) -> DataError:
    reason = "no picture format that is known" if type(error).__name__ == "UnidentifiedImageError" else str(error)
    return DataError(f"{picture}: not a readable picture ({reason}); mend or remove it")
