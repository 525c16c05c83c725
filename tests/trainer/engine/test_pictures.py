from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torchvision.transforms import functional

from tests.trainer.data.sets import write_pictures
from trainer.data.examples import DataError, Examples
from trainer.engine.pictures import CHUNK, Form, all_pictures, one_picture, own_form
from trainer.layers.pictures import resized, with_channels


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


def arrays(pixels: np.ndarray) -> Examples:
    return Examples(pixels, np.zeros(len(pixels), dtype=np.int64))


def files(folder: Path, pixels: np.ndarray) -> Examples:
    paths = [folder / f"{i}.png" for i in range(len(pixels))]
    for path, picture in zip(paths, pixels, strict=True):
        Image.fromarray(picture.squeeze()).save(path)
    return Examples(list(paths), np.zeros(len(pixels), dtype=np.int64))


def test_grey_from_colour_is_what_pil_makes_of_it() -> None:
    pixels = noise(9, 7, 3)
    expected = np.asarray(Image.fromarray(pixels).convert("L"))
    grey = with_channels(torch.from_numpy(pixels).permute(2, 0, 1)[None], 1)
    assert np.array_equal(grey[0, 0].numpy(), expected)


def test_resizing_is_what_torchvision_does_but_for_rounding() -> None:
    pixels = torch.from_numpy(noise(2, 3, 20, 12))
    expected = functional.resize(pixels, [7, 9], antialias=True)
    assert (resized(pixels, 7, 9).int() - expected.int()).abs().max() <= 1
    assert resized(pixels, 20, 12) is pixels


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("own", [1, 3])
def test_arrays_and_files_come_out_alike(tmp_path: Path, channels: int, own: int) -> None:
    pixels = noise(5, 10, 8, own)
    form = Form(channels, 6, 4)
    from_arrays, from_files = (all_pictures([part], form) for part in (arrays(pixels), files(tmp_path, pixels)))
    assert from_arrays.shape == (5, channels, 6, 4)
    assert from_arrays.dtype == torch.uint8
    assert torch.equal(from_arrays, from_files)


def test_several_parts_follow_each_other(tmp_path: Path) -> None:
    first, second = noise(CHUNK + 3, 4, 4, 1), noise(2, 4, 4, 1)
    found = all_pictures([arrays(first), files(tmp_path, second)], Form(1, 4, 4))
    assert np.array_equal(found[:, 0].numpy(), np.concatenate([first, second])[..., 0])


def test_a_set_has_the_form_of_its_first_picture(tmp_path: Path) -> None:
    assert own_form(arrays(noise(2, 5, 7, 1))) == (1, 5, 7)
    assert own_form(files(tmp_path, noise(2, 5, 7, 3))) == (3, 5, 7)


def test_a_picture_of_another_size_is_named_unless_a_size_is_set(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path, {"cat": 1}, side=6)
    form = Form(1, 8, 8, resize=False)
    with pytest.raises(DataError, match=r"0\.png: 6×6 pixels, but the first picture has 8×8; set data\.size"):
        one_picture(folder / "cat" / "0.png", form)
    with pytest.raises(DataError, match="a part of the data: 4×3 pixels"):
        all_pictures([arrays(noise(1, 3, 4, 1))], form)
    assert one_picture(folder / "cat" / "0.png", Form(1, 8, 8)).shape == (1, 8, 8)


def test_a_broken_file_among_many_is_named(tmp_path: Path) -> None:
    examples = files(tmp_path, noise(20, 4, 4, 1))
    (tmp_path / "7.png").write_bytes(b"broken")
    with pytest.raises(DataError, match=r"7\.png: not a readable picture"):
        all_pictures([examples], Form(1, 4, 4))
