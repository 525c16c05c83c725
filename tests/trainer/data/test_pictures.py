from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from trainer.data.examples import DataError
from trainer.data.pictures import decode, form_of

RAMP = np.arange(256, dtype=np.uint8).reshape(16, 16)


def save(file: Path, image: Image.Image) -> Path:
    image.save(file)
    return file


def test_sixteen_bit_grey_keeps_its_high_bits(tmp_path: Path) -> None:
    file = save(tmp_path / "x.png", Image.fromarray(RAMP.astype(np.uint16) * 257))
    assert form_of(file) == (1, 16, 16)
    assert np.array_equal(decode(file, 1)[..., 0], RAMP)
    assert np.array_equal(decode(file, 3), np.repeat(RAMP[..., None], 3, 2))


def test_a_palette_is_looked_up(tmp_path: Path) -> None:
    image = Image.fromarray(RAMP % 2).convert("P")
    image.putpalette([255, 0, 0, 0, 0, 255])
    assert decode(save(tmp_path / "x.png", image), 3)[0, :2].tolist() == [[255, 0, 0], [0, 0, 255]]
    assert form_of(tmp_path / "x.png")[0] == 3


def test_a_palette_with_transparency_is_read_without_a_warning(tmp_path: Path) -> None:
    image = Image.fromarray(RAMP % 2).convert("P")
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.save(tmp_path / "x.png", transparency=b"\x00\xff")
    assert decode(tmp_path / "x.png", 3)[0, 1].tolist() == [0, 0, 255]


@pytest.mark.parametrize(
    ("mode", "channels"), [("1", 1), ("L", 1), ("LA", 1), ("RGB", 3), ("RGBA", 3), ("CMYK", 3), ("I", 1), ("F", 1)]
)
@pytest.mark.parametrize("wanted", [1, 3])
def test_every_mode_comes_out_in_the_channels_that_are_wanted(
    tmp_path: Path, mode: str, channels: int, wanted: int
) -> None:
    file = save(tmp_path / "x.tif", Image.new("L", (5, 3), 255).convert(mode))
    assert form_of(file) == (channels, 3, 5)
    pixels = decode(file, wanted)
    assert (pixels.shape, pixels.dtype) == ((3, 5, wanted), np.uint8)
    assert (pixels == 255).all()


def test_a_picture_may_come_from_a_function() -> None:
    def picture() -> Image.Image:
        return Image.new("RGB", (2, 2), (10, 20, 30))

    assert form_of(picture) == (3, 2, 2)
    assert decode(picture, 3)[0, 0].tolist() == [10, 20, 30]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "x.png"
    file.write_text("no picture")
    with pytest.raises(DataError, match=r"x\.png: not a readable picture \(no picture format that is known\); mend or"):
        form_of(file)
    whole = save(tmp_path / "y.png", Image.effect_noise((64, 64), 50)).read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"x\.png: not a readable picture"):
        decode(file, 1)
    with pytest.raises(DataError, match=r"none\.png: not a readable picture .*No such file"):
        decode(tmp_path / "none.png", 1)


def test_a_picture_of_enormous_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = save(tmp_path / "x.png", Image.new("L", (64, 64)))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(DataError, match="decompression bomb"):
        decode(file, 1)
